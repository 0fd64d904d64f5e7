import { totalmem } from 'node:os';

const mebibyte = 1024 * 1024;

/**
 * Settings of a small server shared with our own processes, given on the command line at every start so that a release can
 * change them. Memory: a quarter of the machine, at most 256 MB, as the operating system's cache serves the rest.
 */
export function serverSettings(durable: boolean): Readonly<Record<string, string>> {
  const memoryMb = Math.floor(totalmem() / mebibyte);
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    max_connections: '100',
    shared_buffers: `${Math.max(32, Math.min(256, Math.floor(memoryMb / 4)))}MB`,
    effective_cache_size: `${Math.max(128, Math.floor(memoryMb / 2))}MB`,
    maintenance_work_mem: '128MB',
    work_mem: '8MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '10min',
    wal_compression: 'on',
    random_page_cost: '1.1',
    jit: 'off',
    tcp_keepalives_idle: '30',
    tcp_keepalives_interval: '10',
    tcp_keepalives_count: '3',
    tcp_user_timeout: '30000',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_line_prefix: '%m [%p] %q%a ',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  };
}

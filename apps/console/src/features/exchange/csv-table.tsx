import { Alert, Button, FileButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { downloadCsv, uploadCsv, type CsvReport } from '../../api/csv.ts';
import { messageOf } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatCount } from '../../format/number.ts';
import { text } from './messages.ts';

const shownRejections = 20;

/** One table to download and, for whom the role allows it, to upload. */
export function CsvTable({
  table,
  name,
  hint,
  may,
}: {
  readonly table: string;
  readonly name: string;
  readonly hint: string;
  readonly may: boolean;
}) {
  const download = useMutation({ mutationFn: () => downloadCsv(table) });
  const upload = useMutation({
    mutationFn: (file: File) => uploadCsv(table, file),
    onSuccess: () => queryClient.invalidateQueries(),
  });
  const error = upload.error ?? download.error;
  return (
    <div className="csv-table">
      <div>
        <h2>{name}</h2>
        <span className="muted small">{hint}</span>
      </div>
      <div className="row-actions">
        <Button
          size="xs"
          variant="default"
          loading={download.isPending}
          aria-label={text.downloadOf(name)}
          onClick={() => download.mutate()}
        >
          {text.download}
        </Button>
        {may ? (
          <FileButton
            accept="text/csv,.csv"
            inputProps={{ 'aria-label': text.uploadOf(name) }}
            onChange={(file) => (file === null ? undefined : upload.mutate(file))}
          >
            {(props) => (
              <Button
                size="xs"
                variant="default"
                loading={upload.isPending}
                aria-label={text.uploadOf(name)}
                {...props}
              >
                {text.upload}
              </Button>
            )}
          </FileButton>
        ) : null}
      </div>
      {error === null ? null : (
        <Alert role="alert" color="red" className="alert-bad csv-report">
          {messageOf(error)}
        </Alert>
      )}
      {upload.data === undefined ? null : <Report report={upload.data} />}
    </div>
  );
}

function Report({ report }: { readonly report: CsvReport }) {
  const { rejected } = report;
  return (
    <div role="status" className="csv-report">
      {text.report(formatCount(report.created), formatCount(report.changed), formatCount(report.unchanged))}
      {rejected.length === 0 ? null : (
        <>
          <div className="bad">{text.rejected(formatCount(rejected.length))}</div>
          <ul>
            {rejected.slice(0, shownRejections).map((one) => (
              <li key={`${one.line}/${one.column}`}>
                {text.line(formatCount(one.line), one.column ?? '')}: {one.problem}
              </li>
            ))}
            {rejected.length > shownRejections ? (
              <li>{text.andMore(formatCount(rejected.length - shownRejections))}</li>
            ) : null}
          </ul>
        </>
      )}
    </div>
  );
}

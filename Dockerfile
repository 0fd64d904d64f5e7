# The server with its built web apps. The database is another service: see compose.yaml.
FROM node:24-slim AS build
WORKDIR /barrow
COPY . .
# npm install where npm ci refuses a lock file that lacks optional packages of other platforms; the versions are the same.
RUN npm ci || npm install --no-save
RUN npm run build --workspaces --if-present
RUN npm prune --omit=dev --no-save

FROM node:24-slim
ENV NODE_ENV=production \
    BARROW_HOST=0.0.0.0 \
    BARROW_PORT=4700 \
    BARROW_DATA=/data
WORKDIR /barrow
COPY --from=build --chown=root:root /barrow /barrow
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4700
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.BARROW_PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node runs the server itself, so that the signal to stop reaches it.
CMD ["node", "apps/server/src/cli/main.ts", "up"]

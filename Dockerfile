ARG PARENT_DEVELOPMENT=defradigital/node-development
ARG PARENT=defradigital/node
ARG PARENT_VERSION=3.1.2-node24.19.0
ARG PORT=8085
ARG PORT_DEBUG=9229

FROM ${PARENT_DEVELOPMENT}:${PARENT_VERSION} AS development
ARG PARENT_DEVELOPMENT
ARG PARENT_VERSION
LABEL uk.gov.defra.ffc.parent-image=${PARENT_DEVELOPMENT}:${PARENT_VERSION}

ARG PORT
ARG PORT_DEBUG
ENV PORT=${PORT}
EXPOSE ${PORT} ${PORT_DEBUG}

COPY --chown=node:node .npmrc package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY --chown=node:node . .
RUN npm run build

CMD ["node", "--enable-source-maps", "--inspect=0.0.0.0:9229", "dist/src/main.js"]

FROM ${PARENT}:${PARENT_VERSION} AS production
ARG PARENT
ARG PARENT_VERSION
LABEL uk.gov.defra.ffc.parent-image=${PARENT}:${PARENT_VERSION}

# The container health check of the platform calls curl.
USER root
RUN apk add --no-cache curl
USER node

COPY --from=development --chown=node:node /home/node/.npmrc /home/node/package.json /home/node/package-lock.json /home/node/.git-hash* ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY --from=development --chown=node:node /home/node/dist/ ./dist/

ARG PORT
ENV PORT=${PORT} \
    NODE_ENV=production
EXPOSE ${PORT}

# The rest of the file system may be read-only. A GeoPackage has to be on disk while it is read.
VOLUME ["/tmp"]

# Last, so that a new commit leaves the layers above as they are.
ARG GIT_HASH
ENV GIT_HASH=${GIT_HASH}

CMD ["node", "dist/src/main.js"]

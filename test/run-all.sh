#!/bin/sh
# All tests, from a fresh clone on: npm packages, servers, every project of vitest. Arguments are passed to vitest.
#
# GATEHOUSE_TEST_SERVERS=optional: without the servers the tests that need them are skipped; ignored where CI=true.
set -eu
cd "$(dirname "$0")/.."

sh bin/set-up
PATH=$PWD/node_modules/.bin:$PATH
export PATH

if ! sh test/servers/install.sh; then
  [ "${GATEHOUSE_TEST_SERVERS:-}" = optional ] && [ "${CI:-}" != true ] || exit 1
  echo "going on without them: GATEHOUSE_TEST_SERVERS=optional" >&2
fi

report=.cache/test-report.json
rm -f "$report"
vitest run --reporter=default --reporter=json --outputFile.json="$report" "$@"
node test/skipped-tests.ts "$report"

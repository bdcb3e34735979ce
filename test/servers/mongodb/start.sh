#!/usr/bin/env bash
# Runs a MongoDB-wire server for tests in the foreground: `bash test/servers/mongodb/start.sh [port]`, 27117 unless told.
# Prints a line with `listening` and its URL when it is ready. Needs Java 17 and Maven; keeps everything in memory.
set -euo pipefail
cd "$(dirname "$0")"
port=${1:-27117}

# A folder without the last jar, or without the class, is left from a run that was cut off: it is made again.
if [ ! -e target/complete ] || [ pom.xml -nt target/complete ] || [ MongoDbServer.java -nt target/complete ]; then
  rm -rf target
  mvn -q -B dependency:copy-dependencies -DoutputDirectory=target/lib
  javac --release 17 -cp 'target/lib/*' -d target/classes MongoDbServer.java
  touch target/complete
fi
exec java -cp 'target/classes:target/lib/*' MongoDbServer "$port"

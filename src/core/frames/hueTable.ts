/**
 * What packages are for, as data: a root and everything below it (`json` is `json`, `json.encoder`, `json/x`, `json::y`).
 * The longest root that fits wins, so `log/slog` may differ from `log`. To add a library, add its root to a line.
 */

/** 'other' is everything with files of its own that is not looked into: Ruby, PHP, Perl. */
type Language = 'go' | 'python' | 'jvm' | 'rust' | 'native' | 'node' | 'dotnet' | 'other'

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Libraries with a purpose worth a hue of its own. Anything third-party that is not here is 'framework'. */
import type { Hue } from '../base/vocabulary.ts'
export const libraries: Readonly<Record<Language, Readonly<Partial<Record<Hue, readonly string[]>>>>> = {
  go: {
    serde:
      words(`encoding google.golang.org/protobuf github.com/golang/protobuf github.com/gogo/protobuf github.com/json-iterator/go
      github.com/goccy/go-json github.com/bytedance/sonic github.com/mailru/easyjson gopkg.in/yaml.v2 gopkg.in/yaml.v3 github.com/vmihailenco/msgpack`),
    logging: words(
      'log go.uber.org/zap github.com/sirupsen/logrus github.com/rs/zerolog github.com/go-kit/log k8s.io/klog github.com/golang/glog',
    ),
    framework: words('net/http net/rpc html/template text/template google.golang.org/grpc golang.org/x/net'),
    store:
      words(`database/sql github.com/lib/pq github.com/jackc/pgx github.com/go-sql-driver/mysql go.mongodb.org/mongo-driver gorm.io
      github.com/segmentio/kafka-go github.com/IBM/sarama go.etcd.io github.com/dgraph-io/badger github.com/syndtr/goleveldb`),
    cache:
      words(`github.com/hashicorp/golang-lru github.com/dgraph-io/ristretto github.com/allegro/bigcache github.com/coocood/freecache
      github.com/patrickmn/go-cache github.com/golang/groupcache github.com/bradfitz/gomemcache github.com/redis/go-redis github.com/go-redis/redis`),
    crypto: words('crypto hash golang.org/x/crypto vendor/golang.org/x/crypto'),
  },
  python: {
    serde: words(
      'json simplejson ujson orjson rapidjson pickle _pickle marshal yaml msgpack xml csv google.protobuf pydantic marshmallow _json',
    ),
    logging: words('logging loguru structlog'),
    framework: words(
      'http socketserver wsgiref asyncio concurrent django flask werkzeug fastapi starlette uvicorn gunicorn tornado aiohttp bottle grpc celery rest_framework',
    ),
    store: words(
      'sqlite3 sqlalchemy psycopg psycopg2 asyncpg pymysql MySQLdb pymongo motor cassandra kafka boto3 botocore elasticsearch dbm shelve',
    ),
    cache: words('cachetools redis pymemcache aiocache diskcache lru functools'),
    crypto: words('hashlib _hashlib hmac ssl secrets cryptography nacl Crypto jwt bcrypt'),
  },
  jvm: {
    serde: words(
      'com.fasterxml.jackson com.google.gson com.google.protobuf org.json com.esotericsoftware.kryo org.apache.avro org.apache.thrift kotlinx.serialization java.io.ObjectInputStream java.io.ObjectOutputStream',
    ),
    logging: words(
      'java.util.logging org.slf4j ch.qos.logback org.apache.log4j org.apache.logging org.apache.commons.logging org.jboss.logging',
    ),
    framework: words(
      'org.springframework org.apache.catalina org.apache.coyote org.apache.tomcat org.eclipse.jetty io.netty io.undertow io.vertx io.grpc akka play io.quarkus javax.servlet jakarta.servlet reactor',
    ),
    store: words(
      'java.sql javax.sql org.hibernate com.mysql org.postgresql oracle.jdbc com.zaxxer.hikari org.apache.kafka kafka com.mongodb org.apache.cassandra com.datastax org.elasticsearch org.apache.lucene org.rocksdb org.apache.zookeeper',
    ),
    cache: words(
      'com.github.benmanes.caffeine com.google.common.cache org.ehcache net.sf.ehcache com.hazelcast org.infinispan redis.clients io.lettuce org.redisson net.spy.memcached',
    ),
    crypto: words(
      'java.security javax.crypto javax.net.ssl sun.security com.sun.crypto org.bouncycastle org.conscrypt',
    ),
  },
  rust: {
    serde: words('serde serde_json serde_yaml bincode prost rmp_serde simd_json toml quick_xml'),
    logging: words('log tracing tracing_core tracing_subscriber env_logger slog fern'),
    framework: words('tokio hyper axum actix_web actix_rt tower warp rocket tonic rayon futures futures_util mio h2'),
    store: words('sqlx diesel rusqlite tokio_postgres postgres mysql mongodb rocksdb sled rdkafka'),
    cache: words('moka lru cached redis'),
    crypto: words('ring rustls sha1 sha2 sha3 md5 aes openssl rsa ed25519_dalek curve25519_dalek blake3'),
  },
  native: {
    serde: words(
      'rapidjson nlohmann google::protobuf simdjson yaml-cpp YAML flatbuffers msgpack libyaml libexpat libxml2',
    ),
    logging: words('spdlog glog google::LogMessage fmt'),
    framework: words('boost folly grpc libuv seastar libevent libfolly'),
    store: words('rocksdb leveldb sqlite3 libsqlite3 libpq libmysqlclient mongo pqxx libmariadb'),
    cache: words('memcached libmemcached hiredis libhiredis'),
    crypto: words('libcrypto libssl libgnutls libsodium libgcrypt mbedtls'),
  },
  node: {
    serde: words('protobufjs js-yaml msgpackr fast-json-stringify avsc ajv zod'),
    logging: words('winston pino bunyan log4js debug morgan'),
    framework: words('express koa fastify next @nestjs @hapi react-dom @grpc socket.io router'),
    store: words('pg mysql mysql2 mongodb mongoose knex sequelize kafkajs typeorm @prisma cassandra-driver'),
    cache: words('lru-cache redis ioredis memcached node-cache @redis'),
    crypto: words('node:crypto node:internal/crypto node:tls bcrypt jsonwebtoken node-forge'),
  },
  dotnet: {
    serde: words(
      'System.Text.Json Newtonsoft.Json Google.Protobuf MessagePack System.Xml System.Runtime.Serialization',
    ),
    logging: words('Microsoft.Extensions.Logging Serilog NLog log4net'),
    framework: words('Microsoft.AspNetCore Microsoft.Extensions Grpc MassTransit'),
    store: words(
      'System.Data Microsoft.EntityFrameworkCore Microsoft.Data Npgsql MySql MongoDB Dapper Confluent.Kafka',
    ),
    cache: words('Microsoft.Extensions.Caching StackExchange.Redis'),
    crypto: words('System.Security.Cryptography System.Net.Security Internal.Cryptography'),
  },
  other: {},
}

/** What comes with the language: its runtime and standard library. */
export const standard: Readonly<Record<Language, readonly string[]>> = {
  go: words(`archive bufio bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt go hash html image index
    internal io iter log maps math mime net os path plugin reflect regexp runtime slices sort strconv strings structs sync syscall testing text time
    unicode unique unsafe vendor weak`),
  python:
    words(`__future__ _thread abc argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 calendar cmd code codecs collections
    colorsys compileall concurrent configparser contextlib contextvars copy copyreg cProfile csv ctypes dataclasses datetime dbm decimal difflib dis
    email encodings enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob
    graphlib gzip hashlib heapq hmac html http imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox
    marshal math mimetypes mmap multiprocessing numbers opcode operator optparse os pathlib pdb pickle pkgutil platform plistlib posixpath pprint
    profile pstats queue quopri random re reprlib resource runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket
    socketserver sqlite3 ssl stat statistics string stringprep struct subprocess sys sysconfig tarfile tempfile textwrap threading time timeit
    tkinter token tokenize tomllib trace traceback tracemalloc types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser
    wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo _pydecimal _pyio _strptime _weakrefset _collections_abc _bootlocale ntpath sre_compile
    sre_parse`),
  jvm: words('java javax jdk sun com.sun scala kotlin groovy jakarta'),
  rust: words(
    'std core alloc proc_macro hashbrown compiler_builtins backtrace rustc_demangle addr2line gimli __rust_alloc __rg_alloc test',
  ),
  native: words(
    'std __gnu_cxx __cxxabiv1 libc ld-linux-x86 ld-linux-x86-64 ld-linux-aarch64 ld-musl libstdc++ libpthread libm libgcc_s libc++ [kernel] [vdso] vmlinux libjvm libpython libcoreclr libclr ntdll kernel32',
  ),
  node: words('node node:internal v8'),
  dotnet: words('System Microsoft.Win32 Interop Internal'),
  other: [],
}

/** Roots of well-known third parties whose code does not always say so by its path. Not own code. */
export const thirdParty: Readonly<Record<Language, readonly string[]>> = {
  go: words(`golang.org google.golang.org gopkg.in go.uber.org k8s.io sigs.k8s.io go.opentelemetry.io go.opencensus.io github.com/prometheus
    github.com/grpc-ecosystem github.com/gorilla github.com/gin-gonic github.com/labstack github.com/go-chi github.com/gofiber github.com/valyala
    github.com/google github.com/hashicorp github.com/aws github.com/Azure cloud.google.com github.com/spf13 github.com/stretchr github.com/pkg
    github.com/felixge github.com/grafana github.com/klauspost github.com/cespare github.com/modern-go github.com/cockroachdb github.com/davecgh`),
  python: words(
    'pip setuptools pkg_resources attr attrs requests urllib3 certifi numpy pandas scipy sklearn torch tensorflow google jinja2 markupsafe click rich gevent greenlet eventlet opentelemetry prometheus_client',
  ),
  jvm: words(
    'com.google com.fasterxml org.apache org.eclipse org.springframework org.jetbrains org.jboss org.glassfish org.codehaus org.jctools com.netflix com.amazonaws software.amazon com.microsoft io.micrometer io.opentelemetry io.reactivex io.prometheus okhttp3 okio retrofit2 kotlinx com.lmax com.datadog datadog net.bytebuddy clojure org.clojure one.profiler',
  ),
  rust: words(
    'anyhow thiserror clap regex bytes parking_lot parking_lot_core crossbeam crossbeam_epoch crossbeam_channel once_cell lazy_static rand smallvec indexmap itertools chrono dashmap memchr aho_corasick tikv_jemallocator je_',
  ),
  native: words(
    'absl Eigen tbb libtcmalloc libjemalloc libmimalloc liblz4 libz libzstd libsnappy libcurl libprotobuf libglib fmt',
  ),
  node: words(''),
  dotnet: words('Microsoft Polly AutoMapper MediatR'),
  other: [],
}

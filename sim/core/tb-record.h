/* tb-record: the kinds of record a journal holds.
 *
 * One table says, for each kind, its code (stable: journals, JSON and tests use it), and what its fields mean.
 * What a record does to the state is the fold's business; the sentence a person reads is made where it is shown. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The detail of records that carry messages: bytes on the wire, and whether they are inside TLS. */
#define TB_DETAIL_MAX_BYTES      0x7fff
#define TB_DETAIL_PROTECTED      0x8000
#define TB_DETAIL_BYTES(d)       ((guint) ((d) & TB_DETAIL_MAX_BYTES))
#define TB_DETAIL_IS_PROTECTED(d) (((d) & TB_DETAIL_PROTECTED) != 0)

/* The detail of an authority's certificates. */
#define TB_DEPTH_ROOT    0
#define TB_DEPTH_ISSUING 1
#define TB_DEPTH_NEXT_ROOT 2
#define TB_DEPTH_CROSS   3  /* the next root, certified by the one before */

/* The detail of a trial that begins: why, and which of the keys that the service has had in the run, 0 for the one it began with. */
#define TB_TRIAL_DETAIL(purpose, key) ((guint16) ((guint) (purpose) | (guint) (key) << 4))
#define TB_TRIAL_PURPOSE(d)      ((guint) ((d) & 15))
#define TB_TRIAL_KEY(d)          ((guint) (d) >> 4)
#define TB_TRIAL_MAX_KEY         4095

#define TB_NOBODY     ((guint32) 0)
#define TB_NO_PAYLOAD G_MAXUINT32

/**
 * TbRecord:
 * @time_us: simulated time in microseconds
 * @value: a number whose meaning the kind gives
 * @subject: the object that did it or to which it happened, or %TB_NOBODY
 * @object: the other party, or %TB_NOBODY
 * @payload: index of an immutable payload in the journal, or %TB_NO_PAYLOAD
 * @kind: a #TbRecordKind
 * @detail: a small number whose meaning the kind gives
 *
 * Exactly 32 bytes without padding, so that hashing and copying see nothing else.
 */
typedef struct
{
  gint64 time_us;
  gint64 value;
  guint32 subject;
  guint32 object;
  guint32 payload;
  guint16 kind;
  guint16 detail;
} TbRecord;

G_STATIC_ASSERT (sizeof (TbRecord) == 32);

/*  identifier              code                      value                    detail             payload */
#define TB_RECORD_TABLE(X) \
  X (RUN_STARTED,           "run-started",            "seed",                  "",                "scenario text") \
  X (RUN_ENDED,             "run-ended",              "",                      "0 done, 1 failed", "reason") \
  X (COMMAND,               "command",                "",                      "",                "command text") \
  X (COMMAND_REFUSED,       "command-refused",        "",                      "",                "reason") \
  X (POWERED_ON,            "powered-on",             "",                      "",                "") \
  X (POWERED_OFF,           "powered-off",            "",                      "1 to start anew", "") \
  X (KEY_MADE,              "key-made",               "modelled time, us",     "TbKeyAlgorithm",  "SubjectPublicKeyInfo, DER") \
  X (CERTIFICATE_REQUESTED, "certificate-requested",  "TbEnrolCause",          "0 enrol, 1 renew", "PKCS #10, DER") \
  X (CERTIFICATE_ISSUED,    "certificate-issued",     "notAfter, us",          "count for subject", "certificate, DER") \
  X (CERTIFICATE_INSTALLED, "certificate-installed",  "notAfter, us",          "0 new, 1 the one before",          "certificate, DER") \
  X (ENROLMENT_REFUSED,     "enrolment-refused",      "",                      "0 enrol, 1 renew", "reason code") \
  X (POLICY_CHANGED,        "policy-changed",         "",                      "",                "policy") \
  X (CERTIFICATE_EXPIRING,  "certificate-expiring",   "notAfter, us",          "",                "") \
  X (CERTIFICATE_EXPIRED,   "certificate-expired",    "",                      "",                "") \
  X (HANDSHAKE_STARTED,     "handshake-started",      "session number",        "TbSessionPurpose", "") \
  X (FLIGHT,                "flight",                 "time on the way, us",   "flight number",   "transcript") \
  X (HANDSHAKE_COMPLETED,   "handshake-completed",    "session number",        "TbSessionPurpose", "transcript") \
  X (HANDSHAKE_REFUSED,     "handshake-refused",      "session number",        "TLS alert",       "transcript") \
  X (SESSION_CLOSED,        "session-closed",         "session number",        "0 by the client, 1 by the server", "") \
  X (MESSAGE,               "message",                "time on the way, us",   "TB_DETAIL_...",   "message") \
  X (PUBLISH_REFUSED,       "publish-refused",        "",                      "",                "message") \
  X (CONNECT_REFUSED,       "connect-refused",        "",                      "MQTT return code", "reason code") \
  X (REPORTING_STARTED,     "reporting-started",      "interval, us",          "TB_DETAIL_...",   "series") \
  X (REPORTING_STOPPED,     "reporting-stopped",      "",                      "",                "") \
  X (CREDENTIAL_SEEN,       "credential-seen",        "",                      "0 in the clear, 1 told to an impostor", "message") \
  X (AUTHORITY_MADE,        "authority-made",         "notAfter, us",          "TB_DEPTH_...",    "certificate, DER") \
  X (CERTIFICATE_REVOKED,   "certificate-revoked",    "revoked at, us",        "CRLReason",       "certificate, DER") \
  X (CERTIFICATE_RELEASED,  "certificate-released",   "",                      "",                "certificate, DER") \
  X (CRL_PUBLISHED,         "crl-published",          "nextUpdate, us",        "0 full, 1 delta", "CRL, DER") \
  X (CRL_FETCHED,           "crl-fetched",            "nextUpdate, us",        "entries",         "CRL, DER") \
  X (CRL_DELTA_FETCHED,     "crl-delta-fetched",      "nextUpdate, us",        "entries",         "CRL, DER") \
  X (OCSP_ANSWERED,         "ocsp-answered",          "nextUpdate, us",        "0 good, 1 revoked, 2 unknown", "OCSP response, DER") \
  X (OCSP_UNANSWERED,       "ocsp-unanswered",        "waited, us",            "",                "") \
  X (RESPONDER_SWITCHED,    "responder-switched",     "",                      "0 off, 1 on",     "") \
  X (CLOCK_CHANGED,         "clock-changed",          "from the right time, us", "",              "") \
  X (OUTAGE,                "outage",                 "",                      "0 ends, 1 begins", "") \
  X (MISCONFIGURED,         "misconfigured",          "",                      "TbMisconfiguration", "") \
  X (AUTHORITY_EXPIRED,     "authority-expired",      "notAfter, us",          "0 now, 1 soon",   "certificate, DER") \
  X (TICKETS_DROPPED,       "tickets-dropped",        "",                      "0 by command, 1 by policy", "") \
  X (ANCHOR_ADDED,          "anchor-added",           "number of the root",    "0 command, 1 signed update, 2 found out", "certificate, DER") \
  X (ANCHOR_REMOVED,        "anchor-removed",         "number of the root",    "0 command",       "certificate, DER") \
  X (AUTHORITY_RETIRED,     "authority-retired",      "number of the root",    "",                "certificate, DER") \
  X (TRUST_UPDATE_REFUSED,  "trust-update-refused",   "",                      "",                "message") \
  X (TRUST_LOST,            "trust-lost",             "number of the root",    "",                "certificate, DER") \
  X (ROGUE_REGISTRAR,       "rogue-registrar",        "",                      "0 silent, 1 answers first", "") \
  X (DEVICE_CAPTURED,       "device-captured",        "",                      "0 set free, 1 captured", "certificate, DER") \
  X (KEY_STOLEN,            "key-stolen",             "",                      "0 of a device, 1 of a broker", "certificate, DER") \
  X (THIEF_RENEWED,         "thief-renewed",          "notAfter, us",          "",                "certificate, DER") \
  X (BENCH_SIGNED,          "bench-signed",           "modelled time, us",     "0 refused, 1 accepted", "bench signature") \
  X (FIRMWARE_RELEASED,     "firmware-released",      "devices it is for",     "version",         "image") \
  X (FIRMWARE_OFFERED,      "firmware-offered",       "time on the way, us",   "version",         "transfer") \
  X (FIRMWARE_INSTALLED,    "firmware-installed",     "version",               "TbFirmwareTrust", "refusal that was not made") \
  X (FIRMWARE_REFUSED,      "firmware-refused",       "version",               "",                "refusal") \
  X (CAMPAIGN_CHANGED,      "campaign-changed",       "",                      "TbCampaignChange", "parameters") \
  X (INFECTED,              "infected",               "",                      "0 being loaded, 1 probes at once", "") \
  X (BOT_READY,             "bot-ready",              "",                      "",                "") \
  X (ATTEMPT_REFUSED,       "attempt-refused",        "",                      "TbOutbreakRefusal", "") \
  X (ATTEMPTS,              "attempts",               "how many",              "TbOutbreakRefusal or TB_REFUSAL_N", "") \
  X (CLEARED,               "cleared",                "",                      "0 vulnerable again, 1 clean for good", "") \
  X (SURFACE_CHANGED,       "surface-changed",        "TbSurface, packed",     "TbDefence",       "") \
  X (QUARANTINED,           "quarantined",            "",                      "0 lifted, 1 ordered", "") \
  X (CLIENT_BARRED,         "client-barred",          "",                      "0 lifted, 1 ordered", "") \
  X (FLOOD_ORDERED,         "flood-ordered",          "",                      "0 ends, 1 begins", "") \
  X (FLOOD_CHANGED,         "flood-changed",          "bits per second",       "requests answered of 10000", "") \
  X (LIMIT_CHANGED,         "limit-changed",          "bits per second for a client", "",        "") \
  X (TRIAL_STARTED,         "trial-started",          "session number",        "TbSessionPurpose, and TB_TRIAL_KEY of the service", "command text") \
  X (TRIAL_FLIGHT,          "trial-flight",           "time on the way, us",   "flight number",   "transcript") \
  X (TRIAL_BEHIND,          "trial-behind",           "session number",        "0 refused, 1 accepted", "transcript") \
  X (TRIAL_COMPLETED,       "trial-completed",        "session number",        "0 accepted, 1 intercepted, 2 downgraded", "transcript") \
  X (TRIAL_REFUSED,         "trial-refused",          "session number",        "TLS alert",       "transcript") \
  X (KEY_GIVEN,             "key-given",              "TbKeyAlgorithm",        "TbKeyMaker",      "SubjectPublicKeyInfo, DER") \
  X (VERIFYING_CHANGED,     "verifying-changed",      "",                      "0 no more, 1 again", "") \
  X (LEAF_TRUSTED,          "leaf-trusted",           "number of the anchor",  "0 no more, 1 from here on", "certificate, DER") \
  X (MOVED,                 "moved",                  "",                      "",                "") \
  X (DEMAND_CHANGED,        "demand-changed",         "",                      "0 takes anyone, 1 demands certificates", "") \
  X (CHECK_CHANGED,         "check-changed",          "",                      "TbRevocationCheck, and TB_CHECK_HARD for who refuses without an answer", "") \
  X (STAPLING_CHANGED,      "stapling-changed",       "",                      "0 ends, 1 begins", "") \
  X (FORMER_REVOKED,        "former-revoked",         "revoked at, us",        "CRLReason",       "certificate, DER") \
  X (WAIVED,                "waived",                 "until when, us",        "0 alone, 1 with all of its group", "word of the provision: reason") \
  X (WAIVER_ENDED,          "waiver-ended",           "",                      "0 alone, 1 with all of its group", "word of the provision")

/**
 * TbRecordKind:
 *
 * Kinds in the order of the table; numbers are stable within one version of the engine.
 */
typedef enum
{
#define X(id, code, value, detail, payload) TB_RECORD_##id,
  TB_RECORD_TABLE (X)
#undef X
  TB_RECORD_N_KINDS
} TbRecordKind;

/**
 * TbRecordInfo:
 * @code: stable name of the kind
 * @value: what the value means, or ""
 * @detail: what the detail means, or ""
 * @payload: what the payload holds, or ""
 */
typedef struct
{
  const char *code;
  const char *value;
  const char *detail;
  const char *payload;
} TbRecordInfo;

const TbRecordInfo *tb_record_info (guint kind);

G_END_DECLS

/* tb-transcript-reason: why a handshake did not succeed, as a stable code: what was wrong with a certificate, or else what the alert says about it. */
#include "tb-transcript-private.h"

#include <string.h>

#include "tb-hello-view.h"
#include "tb-verify.h"

#define ALERT_HANDSHAKE_FAILURE 40
#define ALERT_ILLEGAL_PARAMETER 47
#define NO_ALERT                (-1)

/* Where no certificate is to blame. */
static const struct
{
  int alert;
  const char *reason;
} reasons[] = {
  { NO_ALERT, "stalled" },
  { 10, "unexpected-message" },
  { 20, "bad-record" },                 /* the tag does not fit: changed on the way, or under other keys */
  { 22, "malformed" },
  { 40, "cipher-mismatch" },            /* no suite, group or signature algorithm in common */
  { 47, "malformed" },
  { 50, "malformed" },
  { 51, "bad-proof" },                  /* a CertificateVerify or Finished that does not fit what was said */
  { 70, "version-mismatch" },
  { 71, "cipher-mismatch" },
  { 86, "downgrade" },                  /* a client that fell back without need */
  { 109, "malformed" },
  { 110, "malformed" },
  { 116, "no-certificate" },
};

/* TLS 1.2 has no alert of its own for it (RFC 5246 section 7.4.6). */
static gboolean
lacks_certificate (TbTranscript *transcript)
{
  g_autoptr (GBytes) certificate = tb_transcript_get_peer_certificate (transcript, TB_SIDE_CLIENT, 0);
  gboolean refused = transcript->outcomes[TB_SIDE_SERVER].alert_sent == ALERT_HANDSHAKE_FAILURE;

  return refused && certificate == NULL && tb_transcript_is_mutual (transcript);
}

/**
 * tb_transcript_bears_downgrade:
 * @transcript: a transcript
 *
 * A server that knows TLS 1.3 and was asked for less writes that into its random number, which every signature and Finished covers.
 *
 * Returns: whether the server's random number ends in the mark of RFC 9846 section 4.2.3
 */
gboolean
tb_transcript_bears_downgrade (TbTranscript *transcript)
{
  static const char mark[] = "DOWNGRD\x01";
  const TbMessage *message = tb_transcript_find_handshake (transcript, TB_SIDE_SERVER, TB_HELLO_SERVER);
  gsize n_mark = sizeof mark - 1;
  TbHelloView hello;

  return message != NULL
         && tb_hello_view_read (&hello, transcript->plain->data + message->plain_offset, message->plain_length, tb_transcript_is_datagrams (transcript))
         && memcmp (hello.random + TB_HELLO_RANDOM_BYTES - n_mark, mark, n_mark) == 0;
}

/* Illegal is not a parameter that makes no sense, but one that makes too much. */
static gboolean
notices_downgrade (TbTranscript *transcript)
{
  return transcript->outcomes[TB_SIDE_CLIENT].alert_sent == ALERT_ILLEGAL_PARAMETER && tb_transcript_bears_downgrade (transcript);
}

/* Whoever reads that a certificate has expired looks at the device's; here it is one above. */
static const char *
find_verdict (const TbOutcome *outcome)
{
  const char *reason = tb_verdict_reason_from_code (outcome->verify_code);

  return outcome->verify_depth > 0 && strcmp (reason, "expired") == 0 ? "issuer-expired" : reason;
}

/**
 * tb_transcript_get_reason:
 * @transcript: a transcript
 *
 * `stalled` is an end without an alert: one side waits for bytes that will not come, or gave up without a word.
 *
 * Returns: why it was refused: a code as in #TbVerdict, `issuer-expired` where that is a certificate above the one in question, `no-certificate` when a certificate was demanded and none came, `version-mismatch`, `cipher-mismatch`,
 *   `bad-record`, `bad-proof`, `downgrade`, `malformed`, `unexpected-message`, `timed-out` (datagrams), `stalled` or `other`; "" when accepted. Static
 */
const char *
tb_transcript_get_reason (TbTranscript *transcript)
{
  int alert = tb_transcript_get_alert (transcript);

  if (tb_transcript_is_accepted (transcript))
    return "";
  for (guint side = 0; side < 2; side++)
    if (transcript->outcomes[side].verify_code != 0)
      return find_verdict (&transcript->outcomes[side]);
  if (tb_transcript_is_datagrams (transcript) && alert < 0)
    return "timed-out";
  if (lacks_certificate (transcript))
    return "no-certificate";
  if (notices_downgrade (transcript))
    return "downgrade";
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].alert == alert)
      return reasons[i].reason;
  return "other";
}

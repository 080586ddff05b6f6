/* tb-transcript-reason: why a handshake did not succeed, as a stable code: what was wrong with a certificate, or else what the alert says about it. */
#include "tb-transcript-private.h"

#include "tb-verify.h"

#define ALERT_HANDSHAKE_FAILURE 40
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
  { 86, "version-mismatch" },
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
 * tb_transcript_get_reason:
 * @transcript: a transcript
 *
 * `stalled` is an end without an alert: one side waits for bytes that will not come, or gave up without a word.
 *
 * Returns: why it was refused: a code as in #TbVerdict, `no-certificate` when a certificate was demanded and none came, `version-mismatch`, `cipher-mismatch`,
 *   `bad-record`, `bad-proof`, `malformed`, `unexpected-message`, `timed-out` (datagrams), `stalled` or `other`; "" when accepted. Static
 */
const char *
tb_transcript_get_reason (TbTranscript *transcript)
{
  int alert = tb_transcript_get_alert (transcript);

  if (tb_transcript_is_accepted (transcript))
    return "";
  for (guint side = 0; side < 2; side++)
    if (transcript->outcomes[side].verify_code != 0)
      return tb_verdict_reason_from_code (transcript->outcomes[side].verify_code);
  if (tb_transcript_is_datagrams (transcript) && alert < 0)
    return "timed-out";
  if (lacks_certificate (transcript))
    return "no-certificate";
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].alert == alert)
      return reasons[i].reason;
  return "other";
}

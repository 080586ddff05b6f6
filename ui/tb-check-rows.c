/* tb-check-rows: see the header. One row of `places` says in which field a rule looks. */
#include "tb-check-rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-check-widgets.h"
#include "tb-sentence.h"

#define HANDSHAKE    22
#define CLIENT_HELLO 1
#define SERVER_HELLO 2
#define CERTIFICATE  11
#define KEY_EXCHANGE 12
#define VERIFY       15
#define FINISHED     20

/* Where a rule looks, by its code; those of a certificate look into the one it is about. */
static const struct { const char *code, *field; } places[] = {
  { "validity", "validity" }, { "trust-anchor", "issuer" }, { "name-chaining", "issuer" }, { "issuer-name", "issuer" }, { "subject-name", "subject" },
  { "signature", "signatureValue" }, { "signature-algorithm", "signatureAlgorithm" }, { "digest-strength", "signatureAlgorithm" },
  { "key-strength", "subjectPublicKeyInfo" }, { "key-identifier", "authorityKeyIdentifier" }, { "authority-key-identifier", "authorityKeyIdentifier" },
  { "subject-key-identifier", "subjectKeyIdentifier" }, { "basic-constraints", "basicConstraints" }, { "path-length", "basicConstraints" },
  { "key-usage", "keyUsage" }, { "key-usage-sign", "keyUsage" }, { "key-usage-bits", "keyUsage" }, { "extended-key-usage", "extendedKeyUsage" },
  { "extended-key-usage-nesting", "extendedKeyUsage" }, { "host", "subjectAltName" }, { "name-constraints", "subjectAltName" },
  { "serial-number", "serialNumber" }, { "status", "serialNumber" }, { "version", "version" }, { "time-encoding", "validity" },
};

/* Rules of TLS itself, which look into a hello or at the message of certificates as a whole. */
static const struct { const char *code, *field; guint type; } tls_places[] = {
  { "version", "supported_versions", CLIENT_HELLO }, { "cipher", "cipher_suites", CLIENT_HELLO }, { "certificate-shown", "certificate_list", CERTIFICATE },
  { "ticket", "pre_shared_key", CLIENT_HELLO }, { "staple-present", "status_request", CERTIFICATE }, { "staple-issuer", "status_request", CERTIFICATE },
  { "staple-readable", "status_request", CERTIFICATE }, { "pin", "certificate_list", CERTIFICATE }, { "careless", "certificate_list", CERTIFICATE },
  { "downgrade-mark", "random", SERVER_HELLO }, { "fallback", "cipher_suites", CLIENT_HELLO }, { "same-hello", "", CLIENT_HELLO },
  { "session-id-echo", "legacy_session_id_echo", SERVER_HELLO }, { "certificate-verify", "signature", VERIFY },
  { "server-key-exchange", "signature", KEY_EXCHANGE }, { "finished", "verify_data", FINISHED },
};

static int
find_message (TbTranscript *transcript, TbSide from, guint type)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      if (message->from == from && message->content_type == HANDSHAKE && message->type == type)
        return (int) i;
    }
  return -1;
}

static const char *
find_field (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (strcmp (places[i].code, code) == 0)
      return places[i].field;
  return "";
}

static guint
count_certificates (TbTranscript *transcript, TbSide of)
{
  for (guint n = 0;; n++)
    {
      g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (transcript, of, n);

      if (der == NULL)
        return n;
    }
}

/* A trust anchor is not sent: what is said of it is about the last certificate that was. */
static void
place_in_certificate (TbCheckRow *row, TbTranscript *transcript, TbSide judged)
{
  guint n = count_certificates (transcript, judged);

  row->message = find_message (transcript, judged, CERTIFICATE);
  row->certificate = MIN (row->check->depth, (int) n - 1);
  row->field = row->check->depth < (int) n ? find_field (row->check->rule->code) : "issuer";
}

/* A hello has one sender; whatever else is judged comes from who is judged. */
static TbSide
sender_of (guint type, TbSide judged)
{
  return type == CLIENT_HELLO ? TB_SIDE_CLIENT : type == SERVER_HELLO ? TB_SIDE_SERVER : judged;
}

/* A record whose tag does not fit holds nothing that could be pointed into. */
static void
place_in_tls (TbCheckRow *row, TbTranscript *transcript, TbSide judged)
{
  for (guint i = 0; i < G_N_ELEMENTS (tls_places); i++)
    if (strcmp (tls_places[i].code, row->check->rule->code) == 0)
      {
        row->message = find_message (transcript, sender_of (tls_places[i].type, judged), tls_places[i].type);
        row->field = tls_places[i].field;
        return;
      }
}

static TbSide
judged_side (const TbTrial *trial)
{
  return trial->judge == TB_SIDE_SERVER ? TB_SIDE_CLIENT : TB_SIDE_SERVER;
}

/**
 * tb_check_rows_new:
 * @study: a handshake
 *
 * Returns: (transfer full) (element-type TbCheckRow): its checks in the order in which they were made, none where nobody made it on purpose; borrow from @study
 */
GArray *
tb_check_rows_new (const TbSessionStudy *study)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (TbCheckRow));
  const TbCheck *deciding = study->trial ? tb_checks_first_failure (study->trial->checks) : NULL;

  for (guint i = 0; study->trial != NULL && i < tb_checks_get_n (study->trial->checks); i++)
    {
      TbCheckRow row = { .check = tb_checks_get (study->trial->checks, i), .message = -1, .certificate = -1, .field = "" };

      row.decides = row.check == deciding;
      if (row.check->depth >= 0)
        place_in_certificate (&row, study->transcript, judged_side (study->trial));
      else
        place_in_tls (&row, study->transcript, judged_side (study->trial));
      g_array_append_val (rows, row);
    }
  return rows;
}

/* Of a validity the end that decided is expected, and the time it was is found; moments are written so that they compare as texts. */
static char *
describe_validity (const TbCheck *check)
{
  if (strcmp (check->expected, check->found) < 0)
    return g_strdup_printf (_("Valid until %s, and it was %s"), check->expected, check->found);
  return g_strdup_printf (_("Valid from %s, and it was %s"), check->expected, check->found);
}

/**
 * tb_check_row_dup_values:
 * @row: a check
 *
 * Returns: (transfer full): "expected X" and "found Y", as far as there are any
 */
char *
tb_check_row_dup_values (const TbCheckRow *row)
{
  const TbCheck *check = row->check;

  if (!check->ok && strcmp (check->rule->code, "validity") == 0 && *check->expected && *check->found)
    return describe_validity (check);
  return tb_check_dup_values (check->ok, check->expected, check->found);
}

static char *
dup_refusal (const TbTrial *trial, const char *judge, const char *judged, const char *reason)
{
  g_autofree char *why = tb_sentence_why_refused (reason, judged, judge);

  return g_strdup_printf (_("%s refused %s: %s"), judge, judged, why);
}

/**
 * tb_check_rows_dup_answer:
 * @study: a handshake that was made on purpose
 * @names: of client and server, by #TbSide
 *
 * Returns: (transfer full): what came of the checks, one sentence
 */
char *
tb_check_rows_dup_answer (const TbSessionStudy *study, const char *const names[2])
{
  TbSide judged = judged_side (study->trial), judge = judged == TB_SIDE_CLIENT ? TB_SIDE_SERVER : TB_SIDE_CLIENT;

  if (strcmp (study->trial->verdict, "intercepted") == 0)
    return g_strdup_printf (_("%s found nothing wrong, and talks to the attacker instead of %s."), names[judge], names[judged]);
  if (tb_transcript_is_accepted (study->transcript))
    return g_strdup_printf (_("%s found nothing wrong with %s."), names[judge], names[judged]);
  return dup_refusal (study->trial, names[judge], names[judged], tb_transcript_get_reason (study->transcript));
}

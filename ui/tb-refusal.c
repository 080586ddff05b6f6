/* tb-refusal: see the header. One row per reason says which field decides and how its two values are written. */
#include "tb-refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-certificate.h"
#include "tb-sentence.h"
#include "tb-units.h"

#define CONTENT_ALERT     21
#define CONTENT_HANDSHAKE 22
#define TYPE_SERVER_HELLO 2
#define TYPE_CERTIFICATE  11

typedef struct
{
  TbTranscript *transcript;
  TbCertificate *certificate;   /* the one that was found wanting, or NULL */
  TbCertificate *own;           /* the refuser's, or NULL */
  const char *refuser;
  gint64 unix_us;
  gboolean is_client_refused;
  int code;
  guint words;                  /* row of the table of words, where one of them says it */
} Case;

typedef struct
{
  const char *reason;
  const char *field;
  char *(*expected) (const Case *c);
  char *(*found) (const Case *c);
} Row;

static char *
expect_later (const Case *c)
{
  g_autofree char *now = tb_units_format_moment (c->unix_us);

  return g_strdup_printf (_("later than now, %s"), now);
}

static char *
expect_earlier (const Case *c)
{
  g_autofree char *now = tb_units_format_moment (c->unix_us);

  return g_strdup_printf (_("not later than now, %s"), now);
}

static char *
find_not_after (const Case *c)
{
  return c->certificate ? tb_units_format_moment (tb_certificate_get_not_after_us (c->certificate)) : g_strdup (_("an earlier end"));
}

static char *
find_not_before (const Case *c)
{
  return c->certificate ? tb_units_format_moment (tb_certificate_get_not_before_us (c->certificate)) : g_strdup (_("a later beginning"));
}

static char *
expect_issuer (const Case *c)
{
  if (c->own == NULL)
    return g_strdup_printf (_("an authority that %s trusts"), c->refuser);
  return g_strdup_printf (_("an authority that %s trusts; its own certificate is from %s"), c->refuser, tb_certificate_get_issuer (c->own));
}

static char *
find_issuer (const Case *c)
{
  return c->certificate ? g_strdup (tb_certificate_get_issuer (c->certificate)) : NULL;
}

static char *
expect_host (const Case *c)
{
  return g_strdup (tb_transcript_get_host (c->transcript));
}

static char *
find_subject (const Case *c)
{
  return c->certificate ? g_strdup (tb_certificate_get_subject (c->certificate)) : NULL;
}

static char *
expect_usage (const Case *c)
{
  return g_strdup (c->is_client_refused ? "clientAuth" : "serverAuth");
}

static char *
expect_certificate (const Case *c)
{
  return g_strdup (_("a certificate with its chain"));
}

static char *
find_empty (const Case *c)
{
  return g_strdup (_("an empty list"));
}

static char *
expect_match (const Case *c)
{
  return g_strdup (_("a signature of the issuer over these bytes"));
}

static char *
find_mismatch (const Case *c)
{
  return g_strdup (_("one that does not match"));
}

static char *
expect_success (const Case *c)
{
  return g_strdup (_("verification code 0"));
}

static char *
find_code (const Case *c)
{
  return g_strdup_printf (_("code %d of OpenSSL"), c->code);
}

static char *
find_other_usage (const Case *c)
{
  return g_strdup (_("a certificate for another use"));
}

static const Row rows[] = {
  { "expired", "notAfter", expect_later, find_not_after },
  { "issuer-expired", "notAfter", expect_later, find_not_after },
  { "not-yet-valid", "notBefore", expect_earlier, find_not_before },
  { "unknown-authority", "issuer", expect_issuer, find_issuer },
  { "self-signed", "issuer", expect_issuer, find_issuer },
  { "wrong-host", "subjectAltName", expect_host, find_subject },
  { "wrong-purpose", "extendedKeyUsage", expect_usage, find_other_usage },
  { "no-certificate", "certificate_list", expect_certificate, find_empty },
  { "bad-signature", "signatureValue", expect_match, find_mismatch },
};

/* Where words say it as well as values. */
static const struct
{
  const char *reason;
  const char *field;
  const char *expected;
  const char *found;
} words[] = {
  { "revoked", "serialNumber", N_("a certificate that its authority has not taken back"), N_("one that was revoked") },
  { "status-unknown", "", N_("fresh word that the certificate was not revoked"), N_("none that may be used") },
  { "pin-mismatch", "subjectPublicKeyInfo", N_("a certificate in the path with a key that was pinned"), N_("other keys only") },
  { "weak-key", "subjectPublicKeyInfo", N_("a key worth at least 112 bits"), N_("a weaker one") },
  { "weak-signature", "signatureAlgorithm", N_("a signature worth at least 112 bits"), N_("a weaker one") },
  { "not-an-authority", "basicConstraints", N_("an authority that may issue this"), N_("one that may not") },
  { "name-constraint", "subjectAltName", N_("a name that its authority may vouch for"), N_("a name outside its bounds") },
  { "version-mismatch", "", N_("a version that both speak"), N_("none in common") },
  { "downgrade", "random", N_("a random number without the mark of a downgrade"), N_("the mark: the server can do more") },
  { "fallback", "cipher_suites", N_("no sign of an earlier try (TLS_FALLBACK_SCSV), or no newer version to be had"), N_("the sign, from a client that went down a version") },
  { "cipher-mismatch", "", N_("a cipher suite, a group and a signature algorithm that both know"), N_("nothing in common") },
  { "bad-record", "", N_("a record whose tag fits"), N_("one whose tag does not fit") },
  { "bad-proof", "", N_("a proof made with the right key over all that was said"), N_("another one") },
  { "malformed", "", N_("a message whose fields make sense"), N_("one with a field that cannot be") },
  { "unexpected-message", "", N_("the message whose turn it is"), N_("another one") },
  { "timed-out", "", N_("an answer"), N_("silence") },
  { "stalled", "", N_("more bytes"), N_("silence") },
};

static char *
expect_in_words (const Case *c)
{
  return g_strdup (_(words[c->words].expected));
}

static char *
find_in_words (const Case *c)
{
  return g_strdup (_(words[c->words].found));
}

/* The last resort is the code of OpenSSL. */
static Row
find_row (const char *reason, guint *at)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].reason, reason) == 0)
      return rows[i];
  for (*at = 0; *at < G_N_ELEMENTS (words); (*at)++)
    if (strcmp (words[*at].reason, reason) == 0)
      return (Row) { reason, words[*at].field, expect_in_words, find_in_words };
  return (Row) { "other", "", expect_success, find_code };
}

static TbCertificate *
read_certificate (TbTranscript *transcript, TbSide whose, int position)
{
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  g_autoptr (GBytes) der = position >= 0 ? tb_transcript_get_peer_certificate (transcript, whose, (guint) position) : NULL;

  return crypto != NULL && der != NULL ? tb_certificate_new_from_der (crypto, der, NULL) : NULL;
}

static int
find_message (TbTranscript *transcript, TbSide from, guint8 type)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      if (message->from == from && message->content_type == CONTENT_HANDSHAKE && message->type == type)
        return (int) i;
    }
  return -1;
}

static char *
describe_where (const Row *row, TbCertificate *certificate, const char *refused, const TbOutcome *outcome)
{
  int depth = outcome->verify_depth;

  if (certificate == NULL && outcome->verify_code != 0 && depth > 0 && *row->field)
    /* Translators: a field of the certificate that the checking side trusts by itself; it is not sent */
    return g_strdup_printf (_("%s of the trust anchor"), row->field);
  if (certificate == NULL)
    /* Translators: a field of a message, and whose message */
    return *row->field ? g_strdup_printf (_("%s of %s"), row->field, refused) : g_strdup (refused);
  if (*row->field == '\0')
    /* Translators: the place of a certificate in a chain, and whose it is */
    return g_strdup_printf (_("certificate %d, %s"), depth + 1, tb_certificate_get_common_name (certificate));
  /* Translators: the place of a certificate in a chain, whose it is, and a field of it */
  return g_strdup_printf (_("certificate %d, %s, field %s"), depth + 1, tb_certificate_get_common_name (certificate), row->field);
}

/* What the refuser heard last is what it refused. */
static int
find_last_message (TbTranscript *transcript, TbSide from)
{
  for (guint i = tb_transcript_get_n_messages (transcript); i > 0; i--)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i - 1);

      if (message->from == from && message->content_type != CONTENT_ALERT)
        return (int) i - 1;
    }
  return -1;
}

/* Not every refusal waits for the last word: a certificate and the mark in a ServerHello stand where they stand. */
static int
find_culprit (TbTranscript *transcript, const Row *row, TbSide from, int verify_code)
{
  gboolean is_certificate = verify_code != 0 || strcmp (row->field, "certificate_list") == 0;
  gboolean is_hello = strcmp (row->field, "random") == 0;
  int message = is_hello ? find_message (transcript, from, TYPE_SERVER_HELLO) : find_message (transcript, from, TYPE_CERTIFICATE);

  return (is_certificate || is_hello) && message >= 0 ? message : find_last_message (transcript, from);
}

/* A downgrade is noticed by the client in the server's random number, by the server in the client's suites. */
static const char *
find_key (const char *reason, TbSide refuser)
{
  return refuser == TB_SIDE_SERVER && strcmp (reason, "downgrade") == 0 ? "fallback" : reason;
}

/**
 * tb_refusal_new:
 * @transcript: a handshake
 * @client: name of the client
 * @server: name of the server
 * @unix_us: what time it was for both sides
 *
 * Returns: (transfer full) (nullable): which check failed, %NULL when none did
 */
TbRefusal *
tb_refusal_new (TbTranscript *transcript, const char *client, const char *server, gint64 unix_us)
{
  TbSide refuser = tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->alert_sent >= 0 ? TB_SIDE_CLIENT : TB_SIDE_SERVER;
  TbSide refused = refuser == TB_SIDE_CLIENT ? TB_SIDE_SERVER : TB_SIDE_CLIENT;
  const TbOutcome *outcome = tb_transcript_get_outcome (transcript, refuser);
  const char *reason = tb_transcript_get_reason (transcript);
  const char *names[2] = { client, server };
  guint in_words = 0;
  const Row row = find_row (find_key (reason, refuser), &in_words);
  g_autoptr (TbCertificate) certificate = NULL;
  g_autoptr (TbCertificate) own = NULL;
  g_autofree char *why = NULL;
  TbRefusal *refusal;
  Case c;

  if (tb_transcript_is_accepted (transcript))
    return NULL;
  certificate = read_certificate (transcript, refused, outcome->verify_depth);
  own = read_certificate (transcript, refuser, 0);
  c = (Case) { transcript, certificate, own, names[refuser], unix_us, refused == TB_SIDE_CLIENT, outcome->verify_code, in_words };
  why = tb_sentence_why_refused (reason, names[refused], names[refuser]);
  refusal = g_new0 (TbRefusal, 1);
  refusal->refuser = refuser;
  refusal->culprit = find_culprit (transcript, &row, refused, outcome->verify_code);
  refusal->certificate = (guint) MAX (outcome->verify_depth, 0);
  refusal->field = row.field;
  /* Translators: who refused whom, and why */
  refusal->what = g_strdup_printf (_("%s refused %s: %s"), names[refuser], names[refused], why);
  refusal->where = describe_where (&row, certificate, names[refused], outcome);
  refusal->has_values = row.expected != expect_in_words && row.expected != expect_success;
  refusal->expected = row.expected (&c);
  refusal->found = row.found (&c);
  if (refusal->found == NULL)
    refusal->found = g_strdup ("?");
  refusal->advice = tb_sentence_explain_refusal (reason, names[refused], names[refuser]);
  return refusal;
}

static char *
dup_issuer (TbTranscript *transcript)
{
  g_autoptr (TbCertificate) certificate = read_certificate (transcript, TB_SIDE_SERVER, 0);

  return g_strdup (certificate != NULL ? tb_certificate_get_issuer (certificate) : "?");
}

/**
 * tb_refusal_new_intercepted:
 * @transcript: a handshake with an attacker, whom the client did not refuse
 * @behind: the attacker's own with the true server
 * @client: name of the client
 * @server: name of the server
 *
 * Returns: (transfer full): what should have been refused
 */
TbRefusal *
tb_refusal_new_intercepted (TbTranscript *transcript, TbTranscript *behind, const char *client, const char *server)
{
  const Row row = { "", "issuer", NULL, NULL };
  g_autoptr (TbCertificate) certificate = read_certificate (transcript, TB_SIDE_SERVER, 0);
  TbRefusal *refusal = g_new0 (TbRefusal, 1);

  refusal->refuser = TB_SIDE_CLIENT;
  refusal->culprit = find_message (transcript, TB_SIDE_SERVER, TYPE_CERTIFICATE);
  refusal->field = row.field;
  refusal->has_values = TRUE;
  refusal->what = g_strdup_printf (_("Nobody refused: %s talks to an attacker who passes for %s"), client, server);
  refusal->where = describe_where (&row, certificate, server, tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT));
  refusal->expected = dup_issuer (behind);
  refusal->found = dup_issuer (transcript);
  refusal->advice = g_strdup (_("Any authority that the client trusts can vouch for any name. A pinned key of its own authority, or name constraints on the other one, "
                                "would have stopped it."));
  return refusal;
}

static void
replace (char **text, const char *by)
{
  if (*by == '\0')
    return;
  g_free (*text);
  *text = g_strdup (by);
}

/**
 * tb_refusal_take_check:
 * @refusal: what failed, from the transcript
 * @check: the check that decided
 * @message: the message it is about, -1 for none
 * @certificate: which certificate of it, -1 for none
 * @field: name of the field, "" for none; static
 *
 * Takes over the values of the check where the transcript alone has words instead.
 */
void
tb_refusal_take_check (TbRefusal *refusal, const TbCheck *check, int message, int certificate, const char *field)
{
  if (refusal->has_values)
    return;
  replace (&refusal->where, _(check->rule->what));
  replace (&refusal->expected, check->expected);
  replace (&refusal->found, check->found);
  refusal->culprit = message >= 0 ? message : refusal->culprit;
  refusal->certificate = (guint) MAX (certificate, 0);
  refusal->field = *field != '\0' ? field : refusal->field;
}

/**
 * tb_refusal_free:
 * @refusal: (transfer full): a refusal
 *
 * Frees it.
 */
void
tb_refusal_free (TbRefusal *refusal)
{
  g_free (refusal->what);
  g_free (refusal->where);
  g_free (refusal->expected);
  g_free (refusal->found);
  g_free (refusal->advice);
  g_free (refusal);
}

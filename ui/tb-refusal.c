/* tb-refusal: see the header. One row per reason says which field decides and how its two values are written. */
#include "tb-refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-certificate.h"
#include "tb-sentence.h"
#include "tb-units.h"

#define CONTENT_HANDSHAKE 22
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
  return c->certificate ? tb_units_format_moment (tb_certificate_get_not_after_us (c->certificate)) : NULL;
}

static char *
find_not_before (const Case *c)
{
  return c->certificate ? tb_units_format_moment (tb_certificate_get_not_before_us (c->certificate)) : NULL;
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

/* The last row is for every reason that has none of its own. */
static const Row rows[] = {
  { "expired", "notAfter", expect_later, find_not_after },
  { "not-yet-valid", "notBefore", expect_earlier, find_not_before },
  { "unknown-authority", "issuer", expect_issuer, find_issuer },
  { "self-signed", "issuer", expect_issuer, find_issuer },
  { "wrong-host", "subjectAltName", expect_host, find_subject },
  { "wrong-purpose", "extendedKeyUsage", expect_usage, find_other_usage },
  { "no-certificate", "certificate_list", expect_certificate, find_empty },
  { "bad-signature", "signatureValue", expect_match, find_mismatch },
  { "other", "", expect_success, find_code },
};

static const Row *
find_row (const char *reason)
{
  for (guint i = 0; i + 1 < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].reason, reason) == 0)
      return &rows[i];
  return &rows[G_N_ELEMENTS (rows) - 1];
}

static TbCertificate *
read_certificate (TbTranscript *transcript, TbSide whose, int position)
{
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  g_autoptr (GBytes) der = position >= 0 ? tb_transcript_get_peer_certificate (transcript, whose, (guint) position) : NULL;

  return crypto != NULL && der != NULL ? tb_certificate_new_from_der (crypto, der, NULL) : NULL;
}

static int
find_certificate_message (TbTranscript *transcript, TbSide from)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      if (message->from == from && message->content_type == CONTENT_HANDSHAKE && message->type == TYPE_CERTIFICATE)
        return (int) i;
    }
  return -1;
}

static char *
describe_where (const Row *row, TbCertificate *certificate, const char *refused, int depth)
{
  if (certificate == NULL)
    /* Translators: a field of a message, and whose message */
    return *row->field ? g_strdup_printf (_("%s of %s"), row->field, refused) : g_strdup (refused);
  /* Translators: the place of a certificate in a chain, whose it is, and a field of it */
  return g_strdup_printf (_("certificate %d, %s, field %s"), depth + 1, tb_certificate_get_common_name (certificate), *row->field ? row->field : "?");
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
  const Row *row = find_row (reason);
  g_autoptr (TbCertificate) certificate = NULL;
  g_autoptr (TbCertificate) own = NULL;
  g_autofree char *why = NULL;
  TbRefusal *refusal;
  Case c;

  if (tb_transcript_is_accepted (transcript))
    return NULL;
  certificate = read_certificate (transcript, refused, outcome->verify_depth);
  own = read_certificate (transcript, refuser, 0);
  c = (Case) { transcript, certificate, own, names[refuser], unix_us, refused == TB_SIDE_CLIENT, outcome->verify_code };
  why = tb_sentence_why_refused (reason, names[refused], names[refuser]);
  refusal = g_new0 (TbRefusal, 1);
  refusal->refuser = refuser;
  refusal->culprit = find_certificate_message (transcript, refused);
  refusal->certificate = (guint) MAX (outcome->verify_depth, 0);
  refusal->field = row->field;
  /* Translators: who refused whom, and why */
  refusal->what = g_strdup_printf (_("%s refused %s: %s"), names[refuser], names[refused], why);
  refusal->where = describe_where (row, certificate, names[refused], outcome->verify_depth);
  refusal->expected = row->expected (&c);
  refusal->found = row->found (&c);
  if (refusal->found == NULL)
    refusal->found = g_strdup ("?");
  refusal->advice = tb_sentence_explain_refusal (reason, names[refused], names[refuser]);
  return refusal;
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

/* tb-trial-caution: see the header. What is pinned is the key of the authority that issues for the lab: whoever is vouched for by anybody else is noticed, be it
 * another root that the client trusts or another authority below its own. */
#include "tb-trial-caution.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <openssl/x509.h>

enum { RULE_PIN, RULE_CARELESS };

static const TbCheckRule rules[] = {
  [RULE_PIN] = { "pin", N_("A key in the path is one that was pinned"), "RFC 7469 section 2.6" },
  [RULE_CARELESS] = { "careless", N_("The client takes whatever certificate it is shown"), "RFC 9846 appendix C.2" },
};

/* What does not go together, as one sentence; NULL when it all does. */
char *
tb_trial_find_caution_fault (const TbTrialTerms *terms)
{
  if (terms->pinned && terms->careless)
    return g_strdup ("a pin and carelessness do not go together: who looks at no certificate looks at no pin");
  return NULL;
}

/* Returns: (transfer full): SHA-256 over the subjectPublicKeyInfo (RFC 7469 section 2.4) */
static GBytes *
pin_of (TbCertificate *certificate)
{
  guint8 *spki = NULL, digest[32];
  gsize n_digest = sizeof digest;
  int n = i2d_X509_PUBKEY (X509_get_X509_PUBKEY (tb_certificate_get_x509 (certificate)), &spki);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, spki, MAX (n, 0));
  OPENSSL_free (spki);
  g_checksum_get_digest (sum, digest, &n_digest);
  return g_bytes_new (digest, n_digest);
}

static TbCertificate *
find_pinned (const TbTrialParties *parties)
{
  return tb_authority_get_certificate (parties->issuing);
}

/* Makes the client's endpoint, as careful as the terms say. @spoken: (nullable): what it speaks */
gboolean
tb_trial_make_client (TbTrialParties *parties, const TbEndpointPolicy *spoken, TbStream *stream, GError **error)
{
  const TbTrialTerms *terms = &parties->terms;
  g_autoptr (GBytes) pin = terms->pinned ? pin_of (find_pinned (parties)) : NULL;
  TbEndpointPolicy policy = spoken != NULL ? *spoken : (TbEndpointPolicy) { 0 };
  gboolean is_usual = spoken == NULL && !terms->careless && pin == NULL;

  policy.accepts_anyone = terms->careless;
  policy.pin = pin;
  parties->endpoints[TB_SIDE_CLIENT] = tb_endpoint_new_client_with (parties->crypto, is_usual ? NULL : &policy, parties->anchors[TB_SIDE_CLIENT], stream,
                                                                    error);
  return parties->endpoints[TB_SIDE_CLIENT] != NULL;
}

/* --- what is said about it --- */

/* As RFC 7469 writes it, and whose key it is. */
static char *
describe (TbCertificate *certificate)
{
  g_autoptr (GBytes) pin = pin_of (certificate);
  g_autofree char *text = g_base64_encode (g_bytes_get_data (pin, NULL), g_bytes_get_size (pin));

  return g_strdup_printf ("pin-sha256=\"%s\" (%s)", text, tb_certificate_get_subject (certificate));
}

static char *
describe_all (GPtrArray *path)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < path->len; i++)
    {
      g_autofree char *one = describe (g_ptr_array_index (path, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", one);
    }
  return g_string_free (text, FALSE);
}

static gboolean
has_pinned (GPtrArray *path, GBytes *wanted)
{
  for (guint i = 0; i < path->len; i++)
    {
      g_autoptr (GBytes) pin = pin_of (g_ptr_array_index (path, i));

      if (g_bytes_equal (pin, wanted))
        return TRUE;
    }
  return FALSE;
}

/* Adds a row where the client has pinned a key. @path: (element-type TbCertificate): found good otherwise. Returns: whether it is content */
gboolean
tb_trial_check_pin (const TbTrialParties *parties, GPtrArray *path, TbChecks *checks)
{
  g_autoptr (GBytes) pin = NULL;
  g_autofree char *expected = NULL, *found = NULL;
  gboolean ok;

  if (!parties->terms.pinned)
    return TRUE;
  pin = pin_of (find_pinned (parties));
  ok = has_pinned (path, pin);
  expected = describe (find_pinned (parties));
  found = ok ? g_strdup (expected) : describe_all (path);
  tb_checks_add (checks, &rules[RULE_PIN], -1, ok, expected, found);
  return ok;
}

/* Adds a row for a client that looks at nothing, with what it would have seen. @unmade: the checks that others make. Returns: whether it is content: TRUE */
gboolean
tb_trial_add_carelessness (const TbChecks *unmade, TbChecks *checks)
{
  const TbCheck *missed = tb_checks_first_failure (unmade);
  g_autofree char *found = missed == NULL ? g_strdup ("one that is good")
                                          : g_strdup_printf ("one that fails %s: %s instead of %s", missed->rule->code, missed->found, missed->expected);

  tb_checks_add (checks, &rules[RULE_CARELESS], 0, TRUE, "any certificate", found);
  return TRUE;
}

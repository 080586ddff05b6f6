/* tb-explain: see the header. Of all that judges paths, only this file makes translated sentences. */
#include "tb-explain.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/**
 * Explanation:
 * @code: of the rule, with how the path ends or what is the matter after a slash where that makes a difference
 * @reason: code of the reason
 * @sentence: with {who}, the certificate in question, {expected} and {found}
 */
typedef struct
{
  const char *code;
  const char *reason;
  const char *sentence;
} Explanation;

static const Explanation explanations[] = {
  { "trust-anchor/no-issuer", "unknown-authority",
    N_("The certificate of “{who}” was issued by “{expected}”, and no certificate of that name is at hand. It would have to come along as an "
       "intermediate, or be a trust anchor.") },
  { "trust-anchor/self-signed", "unknown-authority",
    N_("The path ends at “{who}”, which signed its certificate itself and is not a trust anchor. It would have to be trusted, or be certified by "
       "somebody who is.") },
  { "trust-anchor/leaf", "self-signed",
    N_("“{who}” signed its certificate itself and is not a trust anchor: it vouches for itself. A trusted authority would have to issue its certificate.") },
  { "trust-anchor/loop", "unknown-authority",
    N_("The issuers above “{who}” only vouch for each other in a circle; none of them is certified by a trust anchor. One of them would have to be.") },
  { "trust-anchor/limit", "limit",
    N_("No path to a trust anchor was found within the limit of the search, which ended at “{who}”. Fewer certificates of the same name would "
       "have to come along, and the right one among them.") },
  { "signature", "bad-signature",
    N_("The issuer name of “{who}” matches “{expected}”, but its key did not make this signature. Either the certificate was changed after it was "
       "signed, or another key of that name signed it: then the certificate of that key would have to come along.") },
  { "validity/early", "not-yet-valid",
    N_("The certificate of “{who}” is valid from {expected} on, and it is {found}. The clock would have to be later.") },
  { "validity/late", "expired",
    N_("The certificate of “{who}” expired: it was valid until {expected}, and it is {found}. It would have to be renewed.") },
  { "name-chaining", "unknown-authority",
    N_("“{who}” names “{found}” as its issuer, and the certificate above is of “{expected}”. The names would have to be the same.") },
  { "key-identifier", "unknown-authority",
    N_("“{who}” identifies another key of its issuer than the one in the certificate above ({found}). The certificate of that key would have to come along.") },
  { "basic-constraints", "not-an-authority",
    N_("“{who}” issued a certificate and is no authority ({found}). Its basic constraints would have to say cA.") },
  { "key-usage-sign", "not-an-authority",
    N_("“{who}” issued a certificate, and its key may not sign certificates. Its keyUsage would have to name keyCertSign.") },
  { "path-length", "not-an-authority",
    N_("Below “{who}” there may be {expected} authorities, and there are {found}. The path would have to be shorter, or its path length larger.") },
  { "max-depth", "not-an-authority",
    N_("The path may have {expected} intermediate certificates, and it has {found}.") },
  { "key-usage", "wrong-purpose",
    N_("The key of “{who}” may not be used for this. Its keyUsage would have to name {expected}.") },
  { "extended-key-usage", "wrong-purpose",
    N_("The certificate of “{who}” is for {found}. Its extKeyUsage would have to name {expected}.") },
  { "extended-key-usage-nesting", "wrong-purpose",
    N_("The authority “{who}” may issue only for {found}. Its extKeyUsage would have to name {expected}, or be absent.") },
  { "authority-wanted", "wrong-purpose",
    N_("The certificate of “{who}” is no authority's ({found}). It would have to say {expected}.") },
  { "host", "wrong-host",
    N_("The certificate of “{who}” is not for “{expected}”: it names {found}. Its subjectAltName would have to hold that name.") },
  { "ip-address", "wrong-host",
    N_("The certificate of “{who}” is not for the address {expected}: it names {found}. Its subjectAltName would have to hold that IP address.") },
  { "email", "wrong-host",
    N_("The certificate of “{who}” is not for the mailbox {expected}: it names {found}. Its subjectAltName would have to hold that mailbox.") },
  { "name-constraints", "name-constraint",
    N_("The authority “{expected}” may not vouch for a name of “{who}”: {found}. The certificate would have to keep to the names its authority may use.") },
  { "name-constraints-work", "limit",
    N_("There are so many names and name constraints in this path that comparing them is refused. There would have to be fewer.") },
  { "policy", "policy",
    N_("A certificate policy is required, and at “{who}” none is left that holds for the whole path: wanted is {expected}, valid are: {found}. Every "
       "certificate below the trust anchor would have to name the policy, or one that is mapped to it.") },
  { "policy-mapping", "policy",
    N_("“{who}” maps anyPolicy to another policy or the other way round, which nobody may. Its policyMappings would have to name policies.") },
  { "key-strength", "weak-key",
    N_("The key of “{who}” is too weak: {found} bits of security. It would have to be worth 112 bits, as RSA with 2048 bits or P-256 is.") },
  { "digest-strength", "weak-signature",
    N_("The signature on the certificate of “{who}” is too weak: {found} bits of security. It would have to be made with SHA-256 or better.") },
  { "status/revoked", "revoked",
    N_("The certificate of “{who}” is good no more: {found}. A new one would have to be issued.") },
  { "status", "status-unknown",
    N_("Whether “{who}” has been revoked is not known, and it has to be: {found}. A fresh list or response of its authority would have to come along.") },
  { "openssl", "",
    N_("Every rule that is checked here accepts this path, and OpenSSL does not: {found}. What OpenSSL refuses at “{who}” would have to be different.") },
};

static const Explanation fallback = {
  "", "malformed", N_("The certificate of “{who}” breaks a rule: “{what}” ({source}). Found: {found}. The certificate would have to be issued anew without that."),
};

static const char *
say_kind (const TbCheck *row, TbEnd end)
{
  static const char *const ends[] = {
    [TB_END_ANCHOR] = "", [TB_END_NO_ISSUER] = "/no-issuer", [TB_END_WRONG_KEY] = "", [TB_END_SELF_SIGNED] = "/self-signed",
    [TB_END_LOOP] = "/loop", [TB_END_LIMIT] = "/limit",
  };

  if (strcmp (row->rule->code, "trust-anchor") == 0)
    return end == TB_END_SELF_SIGNED && row->depth == 0 ? "/leaf" : ends[end];
  if (strcmp (row->rule->code, "validity") == 0)
    return strcmp (row->found, row->expected) < 0 ? "/early" : "/late";
  if (strcmp (row->rule->code, "status") == 0 && g_str_has_prefix (row->found, "revoked"))
    return "/revoked";
  return "";
}

static const Explanation *
find_explanation (const TbCheck *row, TbEnd end)
{
  g_autofree char *code = g_strconcat (row->rule->code, say_kind (row, end), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (explanations); i++)
    if (strcmp (explanations[i].code, code) == 0)
      return &explanations[i];
  return &fallback;
}

/* @row: the first that is not good; @openssl_code: what OpenSSL says. A static string. */
const char *
tb_explain_reason (const TbCheck *row, TbEnd end, int openssl_code)
{
  const char *reason = find_explanation (row, end)->reason;

  return *reason != '\0' ? reason : tb_verdict_reason_from_code (openssl_code);
}

/* What people call it: its common name, else its whole name. */
static const char *
name_certificate (GPtrArray *path, int depth)
{
  TbCertificate *certificate = g_ptr_array_index (path, (guint) CLAMP (depth, 0, (int) path->len - 1));
  const char *name = tb_certificate_get_common_name (certificate);

  return *name != '\0' ? name : tb_certificate_get_subject (certificate);
}

/* The common name of an RFC 4514 text that is one, which is what people know an authority by. */
static char *
shorten_name (const char *text)
{
  const char *comma = strchr (text, ',');

  if (!g_str_has_prefix (text, "CN=") || strchr (text, '\\') != NULL)
    return g_strdup (text);
  return g_strndup (text + 3, comma != NULL ? (gsize) (comma - text - 3) : strlen (text + 3));
}

char *
tb_explain_sentence (const TbCheck *row, TbEnd end, GPtrArray *path)
{
  const Explanation *explanation = find_explanation (row, end);
  g_autofree char *expected = shorten_name (row->expected);
  const char *const fills[][2] = {
    { "{who}", name_certificate (path, row->depth) },
    { "{what}", _(row->rule->what) },
    { "{source}", row->rule->source },
    { "{expected}", expected },
    { "{found}", *row->found != '\0' ? row->found : "-" },
  };
  const char *at = _(explanation->sentence);
  GString *sentence = g_string_new (NULL);

  while (*at != '\0')
    {
      guint i = 0;

      while (i < G_N_ELEMENTS (fills) && !g_str_has_prefix (at, fills[i][0]))
        i++;
      g_string_append_len (sentence, i < G_N_ELEMENTS (fills) ? fills[i][1] : at, i < G_N_ELEMENTS (fills) ? -1 : 1);
      at += i < G_N_ELEMENTS (fills) ? strlen (fills[i][0]) : 1;
    }
  return g_string_free (sentence, FALSE);
}

char *
tb_explain_good (GPtrArray *path)
{
  return g_strdup_printf (_("The certificate of “%s” is valid: every check is good from the trust anchor “%s” down."), name_certificate (path, 0),
                          name_certificate (path, (int) path->len - 1));
}

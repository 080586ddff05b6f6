/* tb-usage-rules: may the leaf's key be used for what is asked, and do the authorities above allow that use? */
#include "tb-judging.h"

#include <glib/gi18n-lib.h>

static const TbCheckRule
  rule_usage = { "key-usage", N_("keyUsage allows what the key is wanted for"), "RFC 5280 section 4.2.1.3" },
  rule_extended = { "extended-key-usage", N_("extKeyUsage allows what the key is wanted for"), "RFC 5280 section 4.2.1.12" },
  rule_nested = { "extended-key-usage-nesting", N_("The authority may issue for this purpose"), "RFC 5280 section 4.2.1.12, as OpenSSL applies it to authorities" },
  rule_authority = { "authority-wanted", N_("The certificate is an authority's"), "RFC 5280 section 4.2.1.9" };

/* What each purpose needs; the key usages are those OpenSSL takes for TLS. */
static const struct
{
  int nid;
  const char *name;
  guint32 key_usage;
  const char *key_usage_names;
} needs[] = {
  [TB_PURPOSE_ANY] = { NID_undef, "", 0, "" },
  [TB_PURPOSE_TLS_CLIENT] = { NID_client_auth, "clientAuth", KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT, "digitalSignature or keyAgreement" },
  [TB_PURPOSE_TLS_SERVER] = { NID_server_auth, "serverAuth", KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT,
                              "digitalSignature, keyEncipherment or keyAgreement" },
  [TB_PURPOSE_CODE_SIGNING] = { NID_code_sign, "codeSigning", KU_DIGITAL_SIGNATURE, "digitalSignature" },
};

static gboolean
allows (const EXTENDED_KEY_USAGE *usages, int nid)
{
  for (int i = 0; i < sk_ASN1_OBJECT_num (usages); i++)
    {
      int found = OBJ_obj2nid (sk_ASN1_OBJECT_value (usages, i));

      if (found == nid || found == NID_anyExtendedKeyUsage)
        return TRUE;
    }
  return FALSE;
}

static char *
list_usages (const EXTENDED_KEY_USAGE *usages)
{
  GString *list = g_string_new (NULL);

  for (int i = 0; i < MIN (sk_ASN1_OBJECT_num (usages), 8); i++)
    {
      char name[80];

      OBJ_obj2txt (name, sizeof name, sk_ASN1_OBJECT_value (usages, i), 0);
      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", name);
    }
  return g_string_free (list, FALSE);
}

static void
judge_extended (TbJudging *judging, guint i)
{
  const TbCertFacts *facts = judging->facts[i];
  const TbCheckRule *rule = i == 0 ? &rule_extended : &rule_nested;
  const char *name = needs[judging->terms->purpose].name;
  g_autofree char *found = NULL;

  if (facts->extended_usage == NULL)
    {
      tb_judging_add (judging, rule, i, TRUE, name, "any");
      return;
    }
  if (allows (facts->extended_usage, needs[judging->terms->purpose].nid))
    {
      tb_judging_add (judging, rule, i, TRUE, name, name);
      return;
    }
  found = list_usages (facts->extended_usage);
  tb_checks_add (judging->checks, rule, (int) i, FALSE, name, found);
}

/* Rows about what the key may be used for. */
void
tb_usage_rules_judge (TbJudging *judging)
{
  TbPurpose purpose = judging->terms->purpose;
  const TbCertFacts *leaf = judging->facts[0];
  gboolean fits = (leaf->key_usage & needs[purpose].key_usage) != 0;
  gboolean signs = leaf->ca && (leaf->key_usage & KU_KEY_CERT_SIGN) != 0;

  if (judging->terms->authority_wanted)
    tb_judging_add (judging, &rule_authority, 0, signs, "cA and keyCertSign", leaf->ca ? signs ? "cA" : "no keyCertSign" : "no cA");
  if (purpose == TB_PURPOSE_ANY)
    return;
  for (guint i = judging->n; i-- > 0;)
    judge_extended (judging, i);
  tb_judging_add (judging, &rule_usage, 0, fits, needs[purpose].key_usage_names, fits ? leaf->has_key_usage ? "" : "any use" : "none of them");
}

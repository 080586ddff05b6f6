/* tb-lint-usage: rules about what a key may be used for: basicConstraints, keyUsage, extendedKeyUsage. */
#include "tb-lint-finders.h"

static const char *const usage_codes[TB_USAGE_N] = {
  "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign",
  "encipherOnly", "decipherOnly",
};

#define BIT(usage) (1u << (usage))

static guint
get_usage (const TbLintSubject *subject)
{
  guint bits = 0;

  for (int i = 0; i < TB_USAGE_N; i++)
    bits |= tb_lint_has_usage (subject, i) ? BIT (i) : 0;
  return bits;
}

/* The first of @bits that is set, in words. */
static char *
name_usage (guint bits)
{
  for (guint i = 0; i < TB_USAGE_N; i++)
    if ((bits & BIT (i)) != 0)
      return g_strdup (usage_codes[i]);
  return NULL;
}

/* --- basicConstraints --- */

char *
tb_find_authority_not_critical (const TbLintSubject *subject)
{
  return tb_lint_found (subject->is_authority && !subject->parts[TB_PART_BASIC_CONSTRAINTS].is_critical, "not critical");
}

char *
tb_find_sign_without_authority (const TbLintSubject *subject)
{
  return tb_lint_found (!subject->is_authority && tb_lint_has_usage (subject, TB_USAGE_KEY_CERT_SIGN), "keyCertSign, cA false");
}

char *
tb_find_authority_without_sign (const TbLintSubject *subject)
{
  gboolean signs = tb_lint_has_usage (subject, TB_USAGE_KEY_CERT_SIGN);

  return tb_lint_found (subject->is_authority && subject->parts[TB_PART_KEY_USAGE].is_there && !signs, "cA true, no keyCertSign");
}

char *
tb_find_path_length (const TbLintSubject *subject)
{
  const BASIC_CONSTRAINTS *basic = tb_lint_part (subject, TB_PART_BASIC_CONSTRAINTS);

  if (basic == NULL || basic->pathlen == NULL)
    return NULL;
  if (ASN1_STRING_type (basic->pathlen) == V_ASN1_NEG_INTEGER)
    return g_strdup ("negative");
  return tb_lint_found (!basic->ca, "pathLenConstraint, cA false");
}

char *
tb_find_root_path_length (const TbLintSubject *subject)
{
  const BASIC_CONSTRAINTS *basic = tb_lint_part (subject, TB_PART_BASIC_CONSTRAINTS);

  return tb_lint_found (subject->is_authority && subject->is_self_signed && basic->pathlen != NULL, "pathLenConstraint");
}

/* --- keyUsage --- */

char *
tb_find_usage_absent (const TbLintSubject *subject)
{
  return tb_lint_found (!subject->parts[TB_PART_KEY_USAGE].is_there, "none");
}

char *
tb_find_usage_not_critical (const TbLintSubject *subject)
{
  const TbLintPart *usage = &subject->parts[TB_PART_KEY_USAGE];

  return tb_lint_found (usage->is_there && !usage->is_critical, "not critical");
}

char *
tb_find_usage_empty (const TbLintSubject *subject)
{
  return tb_lint_found (tb_lint_part (subject, TB_PART_KEY_USAGE) != NULL && get_usage (subject) == 0, "no bit set");
}

/* What a key of each kind cannot do. */
static const struct
{
  int kind;
  guint cannot;
} key_kinds[] = {
  { EVP_PKEY_EC, BIT (TB_USAGE_KEY_ENCIPHERMENT) | BIT (TB_USAGE_DATA_ENCIPHERMENT) },
  { EVP_PKEY_RSA, BIT (TB_USAGE_KEY_AGREEMENT) | BIT (TB_USAGE_ENCIPHER_ONLY) | BIT (TB_USAGE_DECIPHER_ONLY) },
  { EVP_PKEY_ED25519, BIT (TB_USAGE_KEY_ENCIPHERMENT) | BIT (TB_USAGE_DATA_ENCIPHERMENT) | BIT (TB_USAGE_KEY_AGREEMENT) },
  { EVP_PKEY_ED448, BIT (TB_USAGE_KEY_ENCIPHERMENT) | BIT (TB_USAGE_DATA_ENCIPHERMENT) | BIT (TB_USAGE_KEY_AGREEMENT) },
};

char *
tb_find_usage_key (const TbLintSubject *subject)
{
  for (guint i = 0; i < G_N_ELEMENTS (key_kinds); i++)
    if (key_kinds[i].kind == subject->key_kind)
      return name_usage (get_usage (subject) & key_kinds[i].cannot);
  return NULL;
}

char *
tb_find_usage_one_way (const TbLintSubject *subject)
{
  guint usage = get_usage (subject);

  if ((usage & BIT (TB_USAGE_KEY_AGREEMENT)) != 0)
    return NULL;
  return name_usage (usage & (BIT (TB_USAGE_ENCIPHER_ONLY) | BIT (TB_USAGE_DECIPHER_ONLY)));
}

char *
tb_find_leaf_without_signature (const TbLintSubject *subject)
{
  gboolean signs = tb_lint_has_usage (subject, TB_USAGE_DIGITAL_SIGNATURE);

  return tb_lint_found (!subject->is_authority && subject->parts[TB_PART_KEY_USAGE].is_there && !signs, "no digitalSignature");
}

char *
tb_find_key_transport (const TbLintSubject *subject)
{
  gboolean is_rsa = subject->key_kind == EVP_PKEY_RSA;

  return tb_lint_found (!subject->is_authority && is_rsa && tb_lint_has_usage (subject, TB_USAGE_KEY_ENCIPHERMENT), "keyEncipherment");
}

/* --- extendedKeyUsage --- */

static gboolean
has_purposes (const TbLintSubject *subject)
{
  return subject->parts[TB_PART_EXTENDED_KEY_USAGE].is_there;
}

/* A factory identity is for whatever its owner will want (IEEE 802.1AR). */
char *
tb_find_purpose_absent (const TbLintSubject *subject)
{
  return tb_lint_found (!subject->is_authority && !has_purposes (subject) && subject->until_s != TB_LINT_NO_END_S, "none");
}

char *
tb_find_purpose_not_tls (const TbLintSubject *subject)
{
  const EXTENDED_KEY_USAGE *purposes = tb_lint_part (subject, TB_PART_EXTENDED_KEY_USAGE);

  if (subject->is_authority || subject->is_responder || sk_ASN1_OBJECT_num (purposes) <= 0 || tb_lint_has_purpose (subject, NID_anyExtendedKeyUsage)
      || tb_lint_has_purpose (subject, NID_server_auth) || tb_lint_has_purpose (subject, NID_client_auth))
    return NULL;
  return tb_lint_object_text (sk_ASN1_OBJECT_value (purposes, 0));
}

char *
tb_find_any_purpose (const TbLintSubject *subject)
{
  return tb_lint_found (tb_lint_has_purpose (subject, NID_anyExtendedKeyUsage), "anyExtendedKeyUsage");
}

char *
tb_find_serves_only (const TbLintSubject *subject)
{
  return tb_lint_found (!subject->is_authority && !subject->is_responder && !subject->is_device, "serverAuth");
}

char *
tb_find_authority_purpose (const TbLintSubject *subject)
{
  return tb_lint_found (subject->is_authority && has_purposes (subject), "extendedKeyUsage");
}

char *
tb_find_factory_purpose (const TbLintSubject *subject)
{
  return tb_lint_found (!subject->is_authority && subject->until_s == TB_LINT_NO_END_S && has_purposes (subject), "extendedKeyUsage");
}

char *
tb_find_web_client_purpose (const TbLintSubject *subject)
{
  return tb_lint_found (!subject->is_authority && tb_lint_has_purpose (subject, NID_client_auth), "clientAuth");
}

char *
tb_find_web_no_server_purpose (const TbLintSubject *subject)
{
  return tb_lint_found (!subject->is_authority && !tb_lint_has_purpose (subject, NID_server_auth), "no serverAuth");
}

/* RFC 5280 section 4.2.1.12: with which bits of keyUsage each purpose goes. */
static const struct
{
  int purpose;
  guint usages;
} agreeing[] = {
  { NID_client_auth, BIT (TB_USAGE_DIGITAL_SIGNATURE) | BIT (TB_USAGE_KEY_AGREEMENT) },
  { NID_server_auth, BIT (TB_USAGE_DIGITAL_SIGNATURE) | BIT (TB_USAGE_KEY_ENCIPHERMENT) | BIT (TB_USAGE_KEY_AGREEMENT) },
  { NID_code_sign, BIT (TB_USAGE_DIGITAL_SIGNATURE) },
  { NID_time_stamp, BIT (TB_USAGE_DIGITAL_SIGNATURE) | BIT (TB_USAGE_NON_REPUDIATION) },
  { NID_OCSP_sign, BIT (TB_USAGE_DIGITAL_SIGNATURE) | BIT (TB_USAGE_NON_REPUDIATION) },
};

char *
tb_find_purpose_disagrees (const TbLintSubject *subject)
{
  guint usage = get_usage (subject);

  if (subject->is_authority || usage == 0)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (agreeing); i++)
    if (tb_lint_has_purpose (subject, agreeing[i].purpose) && (usage & agreeing[i].usages) == 0)
      return g_strdup (OBJ_nid2sn (agreeing[i].purpose));
  return NULL;
}

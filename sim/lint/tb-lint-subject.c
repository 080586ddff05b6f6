/* tb-lint-subject: see the header. */
#include "tb-lint-subject.h"

#include <string.h>
#include <time.h>

#define MAX_TEXT 80

static void free_basic (gpointer value)       { BASIC_CONSTRAINTS_free (value); }
static void free_bits (gpointer value)        { ASN1_BIT_STRING_free (value); }
static void free_purposes (gpointer value)    { EXTENDED_KEY_USAGE_free (value); }
static void free_names (gpointer value)       { GENERAL_NAMES_free (value); }
static void free_octets (gpointer value)      { ASN1_OCTET_STRING_free (value); }
static void free_authority (gpointer value)   { AUTHORITY_KEYID_free (value); }
static void free_points (gpointer value)      { CRL_DIST_POINTS_free (value); }
static void free_access (gpointer value)      { AUTHORITY_INFO_ACCESS_free (value); }
static void free_policies (gpointer value)    { CERTIFICATEPOLICIES_free (value); }
static void free_mappings (gpointer value)    { sk_POLICY_MAPPING_pop_free (value, POLICY_MAPPING_free); }
static void free_constraints (gpointer value) { POLICY_CONSTRAINTS_free (value); }
static void free_subtrees (gpointer value)    { NAME_CONSTRAINTS_free (value); }
static void free_integer (gpointer value)     { ASN1_INTEGER_free (value); }
static void free_feature (gpointer value)     { TLS_FEATURE_free (value); }

static const struct
{
  int nid;
  GDestroyNotify free;
} part_kinds[TB_PART_N] = {
  [TB_PART_BASIC_CONSTRAINTS] = { NID_basic_constraints, free_basic },
  [TB_PART_KEY_USAGE] = { NID_key_usage, free_bits },
  [TB_PART_EXTENDED_KEY_USAGE] = { NID_ext_key_usage, free_purposes },
  [TB_PART_SUBJECT_NAMES] = { NID_subject_alt_name, free_names },
  [TB_PART_ISSUER_NAMES] = { NID_issuer_alt_name, free_names },
  [TB_PART_SUBJECT_KEY] = { NID_subject_key_identifier, free_octets },
  [TB_PART_AUTHORITY_KEY] = { NID_authority_key_identifier, free_authority },
  [TB_PART_CRL_POINTS] = { NID_crl_distribution_points, free_points },
  [TB_PART_ACCESS] = { NID_info_access, free_access },
  [TB_PART_POLICIES] = { NID_certificate_policies, free_policies },
  [TB_PART_MAPPINGS] = { NID_policy_mappings, free_mappings },
  [TB_PART_POLICY_CONSTRAINTS] = { NID_policy_constraints, free_constraints },
  [TB_PART_NAME_CONSTRAINTS] = { NID_name_constraints, free_subtrees },
  [TB_PART_INHIBIT_ANY] = { NID_inhibit_any_policy, free_integer },
  [TB_PART_TLS_FEATURE] = { NID_tlsfeature, free_feature },
  [TB_PART_FRESHEST_CRL] = { NID_freshest_crl, free_points },
};

static void
read_part (TbLintSubject *subject, TbPartKind kind)
{
  TbLintPart *part = &subject->parts[kind];
  int critical = -1, at = -1;

  part->value = X509_get_ext_d2i (subject->x509, part_kinds[kind].nid, &critical, &at);
  part->is_there = X509_get_ext_by_NID (subject->x509, part_kinds[kind].nid, -1) >= 0;
  part->is_critical = critical == 1;
}

static gboolean
read_time (const ASN1_TIME *when, gint64 *unix_s)
{
  struct tm parts;

  if (when == NULL || ASN1_TIME_to_tm (when, &parts) != 1)
    return FALSE;
  *unix_s = (gint64) timegm (&parts);
  return TRUE;
}

static void
find_what_it_is (TbLintSubject *subject)
{
  const BASIC_CONSTRAINTS *basic = tb_lint_part (subject, TB_PART_BASIC_CONSTRAINTS);
  gboolean serves_only = tb_lint_has_purpose (subject, NID_server_auth) && !tb_lint_has_purpose (subject, NID_client_auth);

  subject->is_authority = basic != NULL && basic->ca;
  subject->is_responder = !subject->is_authority && tb_lint_has_purpose (subject, NID_OCSP_sign);
  subject->is_device = !subject->is_authority && !subject->is_responder && !serves_only;
  subject->is_self_issued = X509_NAME_cmp (X509_get_subject_name (subject->x509), X509_get_issuer_name (subject->x509)) == 0;
  subject->is_self_signed = subject->is_self_issued && subject->key != NULL && X509_verify (subject->x509, subject->key) == 1;
}

/* @subject: what is filled, to be cleared with tb_lint_subject_clear (); @x509 and @terms have to outlive it. */
void
tb_lint_subject_init (TbLintSubject *subject, X509 *x509, const TbLintTerms *terms)
{
  memset (subject, 0, sizeof *subject);
  subject->x509 = x509;
  subject->terms = terms;
  subject->key = X509_get0_pubkey (x509);
  subject->key_kind = subject->key != NULL ? EVP_PKEY_get_base_id (subject->key) : NID_undef;
  subject->has_times = read_time (X509_get0_notBefore (x509), &subject->from_s) && read_time (X509_get0_notAfter (x509), &subject->until_s);
  for (guint i = 0; i < TB_PART_N; i++)
    read_part (subject, i);
  find_what_it_is (subject);
}

void
tb_lint_subject_clear (TbLintSubject *subject)
{
  for (guint i = 0; i < TB_PART_N; i++)
    if (subject->parts[i].value != NULL)
      part_kinds[i].free (subject->parts[i].value);
}

/* --- parts --- */

const void *
tb_lint_part (const TbLintSubject *subject, TbPartKind kind)
{
  return subject->parts[kind].value;
}

gboolean
tb_lint_has_usage (const TbLintSubject *subject, int bit)
{
  const ASN1_BIT_STRING *usage = tb_lint_part (subject, TB_PART_KEY_USAGE);

  return usage != NULL && ASN1_BIT_STRING_get_bit (usage, bit) == 1;
}

gboolean
tb_lint_has_purpose (const TbLintSubject *subject, int nid)
{
  const EXTENDED_KEY_USAGE *purposes = tb_lint_part (subject, TB_PART_EXTENDED_KEY_USAGE);

  for (int i = 0; i < sk_ASN1_OBJECT_num (purposes); i++)
    if (OBJ_obj2nid (sk_ASN1_OBJECT_value (purposes, i)) == nid)
      return TRUE;
  return FALSE;
}

/* The cast: some versions of OpenSSL return it const and some do not, and what reads it wants it without. */
X509_EXTENSION *
tb_lint_extension (const TbLintSubject *subject, int i)
{
  return (X509_EXTENSION *) X509_get_ext (subject->x509, i);
}

/* For extensions that not every version of OpenSSL has a number for. NULL when there is none. */
X509_EXTENSION *
tb_lint_extension_by_oid (const TbLintSubject *subject, const char *oid)
{
  ASN1_OBJECT *object = OBJ_txt2obj (oid, 1);
  int at = object != NULL ? X509_get_ext_by_OBJ (subject->x509, object, -1) : -1;

  ASN1_OBJECT_free (object);
  return at >= 0 ? tb_lint_extension (subject, at) : NULL;
}

/* The next name of @type (GEN_DNS ...) among the subject's alternative names from index @at on, which moves past it; NULL at the end. */
const ASN1_STRING *
tb_lint_next_name (const TbLintSubject *subject, int type, int *at)
{
  const GENERAL_NAMES *names = tb_lint_part (subject, TB_PART_SUBJECT_NAMES);

  while (*at < sk_GENERAL_NAME_num (names))
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, (*at)++);

      if (name->type == type)
        return name->d.ia5;
    }
  return NULL;
}

/* The first attribute @nid of @name; NULL when it has none. */
const ASN1_STRING *
tb_lint_attribute (const X509_NAME *name, int nid)
{
  int at = X509_NAME_get_index_by_NID ((X509_NAME *) name, nid, -1);

  return at >= 0 ? X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, at)) : NULL;
}

/* --- words --- */

/* At most some 80 characters of UTF-8, with what is not printable escaped. */
char *
tb_lint_text (const ASN1_STRING *string)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  g_autofree char *text = NULL;
  char *bytes = NULL;
  long n;

  if (out == NULL || string == NULL || ASN1_STRING_print_ex (out, string, ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_UTF8_CONVERT) < 0)
    return g_strdup ("unreadable");
  n = BIO_get_mem_data (out, &bytes);
  text = g_utf8_make_valid (n > 0 ? bytes : "", n);
  return g_utf8_strlen (text, -1) <= MAX_TEXT ? g_steal_pointer (&text) : g_utf8_substring (text, 0, MAX_TEXT);
}

char *
tb_lint_object_text (const ASN1_OBJECT *object)
{
  int nid = OBJ_obj2nid (object);
  char text[MAX_TEXT] = "?";

  if (nid != NID_undef)
    return g_strdup (OBJ_nid2sn (nid));
  OBJ_obj2txt (text, sizeof text, object, 1);
  return g_strdup (text);
}

/* What a rule answers: a copy of @text where something was found, NULL otherwise. */
char *
tb_lint_found (gboolean is_found, const char *text)
{
  return is_found ? g_strdup (text) : NULL;
}

/* tb-lint-extensions: rules about extensions as such (twice, critical, unreadable), key identifiers, constraints and policies. */
#include "tb-lint-finders.h"

#include <string.h>

#define MANY_EXTENSIONS 12

typedef gboolean (*IsBad) (const TbLintSubject *subject, int at);

static int
find_nid (const TbLintSubject *subject, int i)
{
  return OBJ_obj2nid (X509_EXTENSION_get_object (tb_lint_extension (subject, i)));
}

static char *
find_extension (const TbLintSubject *subject, IsBad is_bad)
{
  for (int i = 0; i < X509_get_ext_count (subject->x509); i++)
    if (is_bad (subject, i))
      return tb_lint_object_text (X509_EXTENSION_get_object (tb_lint_extension (subject, i)));
  return NULL;
}

static gboolean
is_critical (const TbLintSubject *subject, int i)
{
  return X509_EXTENSION_get_critical (tb_lint_extension (subject, i)) != 0;
}

static gboolean
is_among (int nid, const int *nids)
{
  for (; nid != NID_undef && *nids != NID_undef; nids++)
    if (nid == *nids)
      return TRUE;
  return FALSE;
}

/* --- what is there twice; by hash, since a certificate may hold a hundred thousand of anything --- */

static guint
hash_object (gconstpointer object)
{
  const guint8 *bytes = OBJ_get0_data (object);
  guint hash = 5381;

  for (gsize i = 0; i < OBJ_length (object); i++)
    hash = hash * 33 + bytes[i];
  return hash;
}

static gboolean
is_same_object (gconstpointer a, gconstpointer b)
{
  return OBJ_cmp (a, b) == 0;
}

static char *
find_twice (const TbLintSubject *subject, int n, const ASN1_OBJECT *(*get) (const TbLintSubject *subject, int i))
{
  g_autoptr (GHashTable) seen = g_hash_table_new (hash_object, is_same_object);

  for (int i = 0; i < n; i++)
    if (!g_hash_table_add (seen, (gpointer) get (subject, i)))
      return tb_lint_object_text (get (subject, i));
  return NULL;
}

static const ASN1_OBJECT *
get_object (const TbLintSubject *subject, int i)
{
  return X509_EXTENSION_get_object (tb_lint_extension (subject, i));
}

char *
tb_find_duplicate_extension (const TbLintSubject *subject)
{
  return find_twice (subject, X509_get_ext_count (subject->x509), get_object);
}

static gboolean
is_unknown_critical (const TbLintSubject *subject, int i)
{
  return is_critical (subject, i) && X509_supported_extension (tb_lint_extension (subject, i)) != 1;
}

char *
tb_find_unknown_critical (const TbLintSubject *subject)
{
  return find_extension (subject, is_unknown_critical);
}

static void
free_as (const X509V3_EXT_METHOD *method, void *value)
{
  if (method->it != NULL)
    ASN1_item_free (value, ASN1_ITEM_ptr (method->it));
  else
    method->ext_free (value);
}

static gboolean
is_unreadable (const TbLintSubject *subject, int i)
{
  X509_EXTENSION *extension = tb_lint_extension (subject, i);
  const X509V3_EXT_METHOD *method = X509V3_EXT_get (extension);
  void *value = method != NULL ? X509V3_EXT_d2i (extension) : NULL;

  if (value != NULL)
    free_as (method, value);
  return method != NULL && value == NULL;
}

char *
tb_find_unreadable_extension (const TbLintSubject *subject)
{
  return find_extension (subject, is_unreadable);
}

static gboolean
is_never_critical (const TbLintSubject *subject, int i)
{
  static const int nids[] = { NID_authority_key_identifier, NID_subject_key_identifier, NID_info_access, NID_sinfo_access, NID_freshest_crl,
                              NID_issuer_alt_name, NID_subject_directory_attributes, NID_undef };
  char oid[20] = "";

  OBJ_obj2txt (oid, sizeof oid, X509_EXTENSION_get_object (tb_lint_extension (subject, i)), 1);
  return is_critical (subject, i) && (is_among (find_nid (subject, i), nids) || strcmp (oid, "2.5.29.56") == 0);
}

char *
tb_find_never_critical (const TbLintSubject *subject)
{
  return find_extension (subject, is_never_critical);
}

static gboolean
is_critical_pointer (const TbLintSubject *subject, int i)
{
  return is_critical (subject, i) && find_nid (subject, i) == NID_crl_distribution_points;
}

char *
tb_find_critical_crl_pointer (const TbLintSubject *subject)
{
  return find_extension (subject, is_critical_pointer);
}

static gboolean
is_always_critical (const TbLintSubject *subject, int i)
{
  static const int nids[] = { NID_name_constraints, NID_policy_constraints, NID_inhibit_any_policy, NID_undef };

  return !is_critical (subject, i) && is_among (find_nid (subject, i), nids);
}

char *
tb_find_not_critical (const TbLintSubject *subject)
{
  return find_extension (subject, is_always_critical);
}

static gboolean
is_for_authorities (const TbLintSubject *subject, int i)
{
  static const int nids[] = { NID_name_constraints, NID_policy_constraints, NID_inhibit_any_policy, NID_policy_mappings, NID_undef };

  return is_among (find_nid (subject, i), nids);
}

char *
tb_find_authority_extension (const TbLintSubject *subject)
{
  return subject->is_authority ? NULL : find_extension (subject, is_for_authorities);
}

static gboolean
is_obsolete (const TbLintSubject *subject, int i)
{
  static const int nids[] = { NID_netscape_cert_type, NID_netscape_base_url, NID_netscape_revocation_url, NID_netscape_ca_revocation_url,
                              NID_netscape_renewal_url, NID_netscape_ca_policy_url, NID_netscape_ssl_server_name, NID_netscape_comment,
                              NID_private_key_usage_period, NID_undef };

  return is_among (find_nid (subject, i), nids);
}

char *
tb_find_obsolete_extension (const TbLintSubject *subject)
{
  return find_extension (subject, is_obsolete);
}

char *
tb_find_many_extensions (const TbLintSubject *subject)
{
  int n = X509_get_ext_count (subject->x509);

  return n > MANY_EXTENSIONS ? g_strdup_printf ("%d extensions", n) : NULL;
}

/* --- key identifiers --- */

char *
tb_find_authority_without_key_identifier (const TbLintSubject *subject)
{
  return tb_lint_found (subject->is_authority && !subject->parts[TB_PART_SUBJECT_KEY].is_there, "none");
}

char *
tb_find_no_issuer_key_identifier (const TbLintSubject *subject)
{
  const AUTHORITY_KEYID *identifier = tb_lint_part (subject, TB_PART_AUTHORITY_KEY);

  if (subject->is_self_signed || (identifier != NULL && identifier->keyid != NULL))
    return NULL;
  return g_strdup (subject->parts[TB_PART_AUTHORITY_KEY].is_there ? "no keyIdentifier in it" : "none");
}

char *
tb_find_issuer_by_name (const TbLintSubject *subject)
{
  const AUTHORITY_KEYID *identifier = tb_lint_part (subject, TB_PART_AUTHORITY_KEY);

  return tb_lint_found (identifier != NULL && (identifier->issuer != NULL || identifier->serial != NULL), "authorityCertIssuer");
}

/* --- constraints and policies --- */

char *
tb_find_empty_name_constraints (const TbLintSubject *subject)
{
  const NAME_CONSTRAINTS *constraints = tb_lint_part (subject, TB_PART_NAME_CONSTRAINTS);

  return tb_lint_found (constraints != NULL && sk_GENERAL_SUBTREE_num (constraints->permittedSubtrees) <= 0
                        && sk_GENERAL_SUBTREE_num (constraints->excludedSubtrees) <= 0, "no subtree");
}

char *
tb_find_empty_policy_constraints (const TbLintSubject *subject)
{
  const POLICY_CONSTRAINTS *constraints = tb_lint_part (subject, TB_PART_POLICY_CONSTRAINTS);

  return tb_lint_found (constraints != NULL && constraints->requireExplicitPolicy == NULL && constraints->inhibitPolicyMapping == NULL,
                        "nothing in it");
}

char *
tb_find_any_policy_mapped (const TbLintSubject *subject)
{
  const POLICY_MAPPINGS *mappings = tb_lint_part (subject, TB_PART_MAPPINGS);

  for (int i = 0; i < sk_POLICY_MAPPING_num (mappings); i++)
    {
      const POLICY_MAPPING *mapping = sk_POLICY_MAPPING_value (mappings, i);

      if (OBJ_obj2nid (mapping->issuerDomainPolicy) == NID_any_policy || OBJ_obj2nid (mapping->subjectDomainPolicy) == NID_any_policy)
        return g_strdup ("anyPolicy");
    }
  return NULL;
}

static const ASN1_OBJECT *
get_policy (const TbLintSubject *subject, int i)
{
  return sk_POLICYINFO_value ((const CERTIFICATEPOLICIES *) tb_lint_part (subject, TB_PART_POLICIES), i)->policyid;
}

static int
count_policies (const TbLintSubject *subject)
{
  return sk_POLICYINFO_num ((const CERTIFICATEPOLICIES *) tb_lint_part (subject, TB_PART_POLICIES));
}

char *
tb_find_policy_twice (const TbLintSubject *subject)
{
  return find_twice (subject, count_policies (subject), get_policy);
}

/* Which of its kinds of validation a public authority has done: Baseline Requirements section 7.1.6.1. */
char *
tb_find_web_no_policy (const TbLintSubject *subject)
{
  static const char *const reserved[] = { "2.23.140.1.2.1", "2.23.140.1.2.2", "2.23.140.1.2.3", "2.23.140.1.1" };

  for (int i = 0; i < count_policies (subject); i++)
    {
      char oid[40] = "";

      OBJ_obj2txt (oid, sizeof oid, get_policy (subject, i), 1);
      for (guint j = 0; j < G_N_ELEMENTS (reserved); j++)
        if (strcmp (oid, reserved[j]) == 0)
          return NULL;
    }
  return tb_lint_found (!subject->is_authority, count_policies (subject) > 0 ? "none of the reserved ones" : "no certificatePolicies");
}

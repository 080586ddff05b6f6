/* tb-issue-extensions: see the header. A profile's words are OpenSSL's own (x509v3_config), so that OpenSSL writes every extension. */
#include "tb-issue-extensions.h"

#include <string.h>

#include <openssl/conf.h>

#define MAX_EXTENSIONS 8

struct _TbExtensions
{
  X509_EXTENSION *before[MAX_EXTENSIONS];       /* what comes before the key identifiers and names */
  X509_EXTENSION *after[MAX_EXTENSIONS];
  guint n_before;
  guint n_after;
};

/* OpenSSL reads some extensions with a configuration file at hand only: an empty one, so that a profile cannot refer to sections. */
static X509_EXTENSION *
make_extension (int nid, const char *text)
{
  CONF *empty = NCONF_new (NULL);
  X509_EXTENSION *extension;
  X509V3_CTX context;

  if (empty == NULL)
    return NULL;
  X509V3_set_ctx (&context, NULL, NULL, NULL, NULL, 0);
  X509V3_set_nconf (&context, empty);
  extension = X509V3_EXT_nconf_nid (empty, &context, nid, text);
  NCONF_free (empty);
  return extension;
}

static gboolean
add_to (X509_EXTENSION **list, guint *n, int nid, const char *text)
{
  X509_EXTENSION *extension = make_extension (nid, text);

  if (extension != NULL)
    list[(*n)++] = extension;
  return extension != NULL;
}

static gboolean
add_before (TbExtensions *extensions, int nid, const char *text)
{
  return add_to (extensions->before, &extensions->n_before, nid, text);
}

static gboolean
add_after (TbExtensions *extensions, int nid, const char *text)
{
  return add_to (extensions->after, &extensions->n_after, nid, text);
}

/* End entities have no basicConstraints: absent means not an authority (RFC 5280 section 4.2.1.9), and bytes are dear on a constrained link. */
static gboolean
add_constraints (TbExtensions *extensions, const TbIssueProfile *profile)
{
  g_autofree char *limited = g_strdup_printf ("critical,CA:TRUE,pathlen:%d", profile->path_length);

  return !profile->is_authority || add_before (extensions, NID_basic_constraints, profile->path_length < 0 ? "critical,CA:TRUE" : limited);
}

static gboolean
add_usage (TbExtensions *extensions, const TbIssueProfile *profile)
{
  g_autofree char *usage = g_strconcat ("critical,", profile->usage, NULL);

  return add_before (extensions, NID_key_usage, usage)
         && (profile->extended_usage == NULL || add_before (extensions, NID_ext_key_usage, profile->extended_usage));
}

/* What separates values in OpenSSL's text cannot be part of an address here. */
static char *
fill_in (const char *prefix, const char *address, const char *issuer_id)
{
  g_auto (GStrv) parts = g_strsplit (address, "{issuer}", -1);
  g_autofree char *filled = g_strjoinv (issuer_id, parts);

  return strpbrk (filled, ",;\n\r ") == NULL ? g_strconcat (prefix, filled, NULL) : NULL;
}

static gboolean
add_crl_address (TbExtensions *extensions, const char *address, const char *instead, const char *issuer_id)
{
  g_autofree char *text = address != NULL ? fill_in ("URI:", instead != NULL ? instead : address, issuer_id) : NULL;

  return address == NULL || (text != NULL && add_after (extensions, NID_crl_distribution_points, text));
}

static gboolean
add_access (GString *access, const char *prefix, const char *address, const char *instead, const char *issuer_id)
{
  g_autofree char *text = address != NULL ? fill_in (prefix, instead != NULL ? instead : address, issuer_id) : NULL;

  if (text != NULL)
    g_string_append_printf (access, "%s%s", access->len > 0 ? "," : "", text);
  return address == NULL || text != NULL;
}

static gboolean
add_addresses (TbExtensions *extensions, const TbIssueProfile *profile, const char *issuer_id, const TbIssueAddresses *addresses)
{
  g_autoptr (GString) access = g_string_new (NULL);

  return add_crl_address (extensions, profile->crl_address, addresses->crl, issuer_id)
         && add_access (access, "OCSP;URI:", profile->ocsp_address, addresses->ocsp, issuer_id)
         && add_access (access, "caIssuers;URI:", profile->issuer_address, addresses->issuer, issuer_id)
         && (access->len == 0 || add_after (extensions, NID_info_access, access->str));
}

/* Name constraints are for authorities and critical (RFC 5280 section 4.2.1.10). */
static gboolean
add_name_constraints (TbExtensions *extensions, const TbIssueProfile *profile)
{
  g_autofree char *text = profile->name_constraints != NULL ? g_strconcat ("critical,", profile->name_constraints, NULL) : NULL;

  return text == NULL || add_after (extensions, NID_name_constraints, text);
}

/**
 * tb_extensions_new:
 * @profile: what certificates shall say
 * @issuer_id: what stands for `{issuer}` in addresses
 * @addresses: where the authority publishes
 *
 * Returns: (transfer full) (nullable): the extensions; %NULL when OpenSSL does not understand the profile
 */
TbExtensions *
tb_extensions_new (const TbIssueProfile *profile, const char *issuer_id, const TbIssueAddresses *addresses)
{
  g_autoptr (TbExtensions) extensions = g_new0 (TbExtensions, 1);

  if (add_constraints (extensions, profile)
      && add_usage (extensions, profile)
      && (profile->policies == NULL || add_after (extensions, NID_certificate_policies, profile->policies))
      && add_addresses (extensions, profile, issuer_id, addresses)
      && add_name_constraints (extensions, profile)
      && (!profile->has_no_check || add_after (extensions, NID_id_pkix_OCSP_noCheck, "yes"))
      && (!profile->must_staple || add_after (extensions, NID_tlsfeature, "status_request")))
    return g_steal_pointer (&extensions);
  return NULL;
}

/**
 * tb_extensions_free:
 * @extensions: (transfer full) (nullable): extensions
 *
 * Frees them.
 */
void
tb_extensions_free (TbExtensions *extensions)
{
  if (extensions == NULL)
    return;
  for (guint i = 0; i < extensions->n_before; i++)
    X509_EXTENSION_free (extensions->before[i]);
  for (guint i = 0; i < extensions->n_after; i++)
    X509_EXTENSION_free (extensions->after[i]);
  g_free (extensions);
}

static gboolean
add_all (X509 *x509, X509_EXTENSION *const *list, guint n)
{
  for (guint i = 0; i < n; i++)
    if (X509_add_ext (x509, list[i], -1) != 1)
      return FALSE;
  return TRUE;
}

/**
 * tb_extensions_add:
 * @extensions: what is the same in all
 * @x509: a certificate to be
 * @authority_key_identifier: (nullable): its issuer's; %NULL for a root
 * @subject_key_identifier: (nullable): its own
 * @alternative_names: (nullable): its names
 *
 * Writes all extensions of one certificate.
 *
 * Returns: %FALSE when OpenSSL fails
 */
gboolean
tb_extensions_add (const TbExtensions *extensions, X509 *x509, X509_EXTENSION *authority_key_identifier, ASN1_OCTET_STRING *subject_key_identifier,
                   GENERAL_NAMES *alternative_names)
{
  return add_all (x509, extensions->before, extensions->n_before)
         && (subject_key_identifier == NULL
             || X509_add1_ext_i2d (x509, NID_subject_key_identifier, subject_key_identifier, 0, X509V3_ADD_DEFAULT) == 1)
         && (authority_key_identifier == NULL || X509_add_ext (x509, authority_key_identifier, -1) == 1)
         && (sk_GENERAL_NAME_num (alternative_names) <= 0
             || X509_add1_ext_i2d (x509, NID_subject_alt_name, alternative_names, 0, X509V3_ADD_DEFAULT) == 1)
         && add_all (x509, extensions->after, extensions->n_after);
}

/* tb-certificate-profile: see the header. Key files are read by GLib; whether OpenSSL understands a value is found out here, once, and not when
 * somebody waits for a certificate. */
#include "tb-certificate-profile.h"

#include <gio/gio.h>
#include <string.h>

#include <openssl/err.h>

#include "tb-authorities-resource.h"
#include "tb-issue-extensions.h"

#define MAX_DAYS 100000

typedef struct
{
  GKeyFile *file;
  const char *where;
  GError **error;
  gboolean ok;
} Reader;

/* --- reading --- */

static void
fail (Reader *reader, const char *group, const char *key, const char *what)
{
  if (reader->ok)
    tb_crypto_set_error (reader->error, TB_CRYPTO_ERROR_MALFORMED, "%s: [%s] %s: %s", reader->where, group, key, what);
  reader->ok = FALSE;
}

static char *
read_optional (Reader *reader, const char *group, const char *key)
{
  char *text = g_key_file_get_string (reader->file, group, key, NULL);

  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static char *
read_text (Reader *reader, const char *group, const char *key)
{
  char *text = read_optional (reader, group, key);

  if (text == NULL)
    fail (reader, group, key, "a text is expected, none found");
  return text;
}

static int
read_number (Reader *reader, const char *group, const char *key, int otherwise, int most)
{
  g_autoptr (GError) problem = NULL;
  int number;

  if (!g_key_file_has_key (reader->file, group, key, NULL))
    return otherwise;
  number = g_key_file_get_integer (reader->file, group, key, &problem);
  if (problem == NULL && number >= 0 && number <= most)
    return number;
  fail (reader, group, key, "a whole number that is not negative and not absurd is expected");
  return otherwise;
}

static gboolean
read_flag (Reader *reader, const char *group, const char *key)
{
  g_autoptr (GError) problem = NULL;
  gboolean flag;

  if (!g_key_file_has_key (reader->file, group, key, NULL))
    return FALSE;
  flag = g_key_file_get_boolean (reader->file, group, key, &problem);
  if (problem != NULL)
    fail (reader, group, key, "true or false is expected");
  return flag;
}

static const struct
{
  const char *code;
  guint kind;
} name_kinds[] = {
  { "DNS", TB_NAME_DNS }, { "IP", TB_NAME_IP }, { "URI", TB_NAME_URI }, { "email", TB_NAME_EMAIL },
  { "hardware-module", TB_NAME_HARDWARE_MODULE }, { "other", TB_NAME_OTHER },
};

static guint
name_kind_from_code (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (name_kinds); i++)
    if (strcmp (name_kinds[i].code, code) == 0)
      return name_kinds[i].kind;
  return 0;
}

static guint
read_name_kinds (Reader *reader, const char *key)
{
  g_auto (GStrv) codes = g_key_file_get_string_list (reader->file, "Names", key, NULL, NULL);
  guint kinds = 0;

  for (guint i = 0; codes != NULL && codes[i] != NULL; i++)
    {
      guint kind = name_kind_from_code (codes[i]);

      if (kind == 0)
        fail (reader, "Names", key, "known kinds are DNS, IP, URI, email, hardware-module and other");
      kinds |= kind;
    }
  return kinds;
}

static gboolean
read_subject_form (Reader *reader)
{
  g_autofree char *form = read_text (reader, "Names", "Subject");

  if (g_strcmp0 (form, "any") != 0 && g_strcmp0 (form, "common-name") != 0)
    fail (reader, "Names", "Subject", "common-name or any is expected");
  return g_strcmp0 (form, "any") == 0;
}

/* A fixed end is written as in the certificate: 99991231235959Z. */
static gint64
read_end (Reader *reader)
{
  g_autofree char *text = read_optional (reader, "Validity", "NotAfter");
  g_autoptr (GDateTime) when = NULL;
  g_autofree char *iso = NULL;

  if (text == NULL)
    return 0;
  if (strlen (text) == 15 && text[14] == 'Z' && strspn (text, "0123456789") == 14)
    iso = g_strdup_printf ("%.8sT%.6sZ", text, text + 8);
  when = iso != NULL ? g_date_time_new_from_iso8601 (iso, NULL) : NULL;
  if (when == NULL)
    fail (reader, "Validity", "NotAfter", "a time such as 99991231235959Z is expected");
  return when != NULL ? g_date_time_to_unix (when) * G_USEC_PER_SEC : 0;
}

static void
read_algorithms (Reader *reader, TbIssueProfile *profile)
{
  static const char *const known[] = { "P-256", "P-384", "P-521", "RSA", "Ed25519", NULL };

  profile->algorithms = g_key_file_get_string_list (reader->file, "Key", "Algorithms", NULL, NULL);
  if (profile->algorithms == NULL || profile->algorithms[0] == NULL)
    fail (reader, "Key", "Algorithms", "a list such as P-256;RSA is expected, none found");
  for (guint i = 0; reader->ok && profile->algorithms[i] != NULL; i++)
    if (!g_strv_contains (known, profile->algorithms[i]))
      fail (reader, "Key", "Algorithms", "known ones are P-256, P-384, P-521, RSA (2048 to 4096 bits) and Ed25519");
}

static void
read_validity (Reader *reader, TbIssueProfile *profile)
{
  profile->default_days = read_number (reader, "Validity", "DefaultDays", 0, MAX_DAYS);
  profile->max_days = read_number (reader, "Validity", "MaxDays", 0, MAX_DAYS);
  profile->not_after_us = read_end (reader);
  profile->may_outlive_issuer = read_flag (reader, "Validity", "OutliveIssuer");
  if (profile->default_days == 0 && profile->not_after_us == 0)
    fail (reader, "Validity", "DefaultDays", "either this or NotAfter is needed");
  if (profile->max_days > 0 && profile->default_days > profile->max_days)
    fail (reader, "Validity", "DefaultDays", "it is more than MaxDays");
}

static void
read_profile (Reader *reader, TbIssueProfile *profile)
{
  profile->title = read_text (reader, "Profile", "Title");
  profile->source = read_text (reader, "Profile", "Source");
  read_algorithms (reader, profile);
  profile->usage = read_text (reader, "Key", "Usage");
  profile->extended_usage = read_optional (reader, "Key", "ExtendedUsage");
  profile->has_key_identifier = read_flag (reader, "Key", "SubjectKeyIdentifier");
  profile->copies_subject = read_subject_form (reader);
  profile->alternative_names = read_name_kinds (reader, "Alternative");
  profile->required_name = read_name_kinds (reader, "Required");
  read_validity (reader, profile);
  profile->is_authority = g_key_file_has_group (reader->file, "Authority");
  profile->path_length = profile->is_authority ? read_number (reader, "Authority", "PathLength", -1, 100) : -1;
  profile->name_constraints = read_optional (reader, "Authority", "NameConstraints");
  profile->policies = read_optional (reader, "Extensions", "Policies");
  profile->crl_address = read_optional (reader, "Addresses", "Crl");
  profile->ocsp_address = read_optional (reader, "Addresses", "Ocsp");
  profile->issuer_address = read_optional (reader, "Addresses", "Issuer");
  profile->has_no_check = read_flag (reader, "Extensions", "OcspNoCheck");
  profile->must_staple = read_flag (reader, "Extensions", "MustStaple");
}

static gboolean
check_extensions (const TbIssueProfile *profile, const char *where, GError **error)
{
  const TbIssueAddresses nowhere = { NULL };
  g_autoptr (TbExtensions) extensions = NULL;

  ERR_clear_error ();
  extensions = tb_extensions_new (profile, "00", &nowhere);
  if (extensions == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: OpenSSL cannot make the extensions", where);
  return extensions != NULL;
}

static TbIssueProfile *
parse (const char *where, const char *id, const char *text, gsize n_text, GError **error)
{
  g_autoptr (TbIssueProfile) profile = g_new0 (TbIssueProfile, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) problem = NULL;
  Reader reader = { file, where, error, TRUE };

  if (!g_key_file_load_from_data (file, text, n_text, G_KEY_FILE_NONE, &problem))
    {
      ERR_clear_error ();
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: %s", where, problem->message);
      return NULL;
    }
  profile->id = g_strdup (id);
  read_profile (&reader, profile);
  return reader.ok && check_extensions (profile, where, error) ? g_steal_pointer (&profile) : NULL;
}

/**
 * tb_issue_profile_new_from_text:
 * @id: what to call it
 * @text: a key file
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the profile, or %NULL with %TB_CRYPTO_ERROR_MALFORMED that names group and key
 */
TbIssueProfile *
tb_issue_profile_new_from_text (const char *id, const char *text, GError **error)
{
  return parse (id, id, text, strlen (text), error);
}

/**
 * tb_issue_profile_load:
 * @path: a `.profile` file
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the profile, or %NULL with an error that names file, group and key
 */
TbIssueProfile *
tb_issue_profile_load (const char *path, GError **error)
{
  g_autofree char *text = NULL, *id = g_path_get_basename (path);
  gsize n_text;

  if (!g_file_get_contents (path, &text, &n_text, error))
    return NULL;
  if (g_str_has_suffix (id, ".profile"))
    id[strlen (id) - strlen (".profile")] = '\0';
  return parse (path, id, text, n_text, error);
}

/**
 * tb_issue_profile_free:
 * @profile: (transfer full) (nullable): a profile that was loaded
 *
 * Frees it.
 */
void
tb_issue_profile_free (TbIssueProfile *profile)
{
  if (profile == NULL)
    return;
  g_free (profile->id);
  g_free (profile->title);
  g_free (profile->source);
  g_strfreev (profile->algorithms);
  g_free (profile->usage);
  g_free (profile->extended_usage);
  g_free (profile->name_constraints);
  g_free (profile->policies);
  g_free (profile->crl_address);
  g_free (profile->ocsp_address);
  g_free (profile->issuer_address);
  g_free (profile);
}

/* --- the ones that come with Trustbed --- */

static const char *const codes[] = {
  [TB_PROFILE_DEVICE] = "device",
  [TB_PROFILE_GATEWAY] = "gateway",
  [TB_PROFILE_SERVICE] = "service",
  [TB_PROFILE_DEVICE_REVOCABLE] = "device-revocable",
  [TB_PROFILE_IDEVID] = "idevid",
  [TB_PROFILE_LDEVID] = "ldevid",
  [TB_PROFILE_AUTHORITY] = "authority",
  [TB_PROFILE_INTERMEDIATE] = "intermediate",
  [TB_PROFILE_ROOT] = "root",
  [TB_PROFILE_OCSP_RESPONDER] = "ocsp-responder",
  [TB_PROFILE_SERVICE_MUST_STAPLE] = "service-must-staple",
  [TB_PROFILE_CODE_SIGNING] = "code-signing",
};

G_STATIC_ASSERT (G_N_ELEMENTS (codes) == TB_PROFILE_N);

/**
 * tb_certificate_profile_to_code:
 * @profile: a profile that comes with Trustbed
 *
 * Returns: (transfer none): its stable name
 */
const char *
tb_certificate_profile_to_code (TbCertificateProfile profile)
{
  g_return_val_if_fail (profile < TB_PROFILE_N, NULL);
  return codes[profile];
}

/**
 * tb_certificate_profile_from_code:
 * @code: a stable name
 * @profile: (out): the profile
 *
 * Returns: %FALSE when @code names none that comes with Trustbed
 */
gboolean
tb_certificate_profile_from_code (const char *code, TbCertificateProfile *profile)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (strcmp (codes[i], code) == 0)
      {
        *profile = (TbCertificateProfile) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * tb_issue_profile_new_builtin:
 * @profile: one that comes with Trustbed
 *
 * Returns: (transfer full): a copy of it that is the caller's own
 */
TbIssueProfile *
tb_issue_profile_new_builtin (TbCertificateProfile profile)
{
  g_autofree char *path = g_strdup_printf ("/io/github/trustbed/authorities/%s.profile", codes[profile]);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (tb_authorities_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  TbIssueProfile *copy = NULL;

  if (bytes != NULL)
    copy = parse (path, codes[profile], g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  /* A copy that is compiled in and cannot be read is a fault of the build. */
  if (copy == NULL)
    g_error ("%s", error->message);
  return copy;
}

static gpointer
load_builtin (gpointer data)
{
  TbIssueProfile **profiles = g_new0 (TbIssueProfile *, TB_PROFILE_N);

  for (guint i = 0; i < TB_PROFILE_N; i++)
    profiles[i] = tb_issue_profile_new_builtin ((TbCertificateProfile) i);
  return profiles;
}

/**
 * tb_issue_profile_get_builtin:
 * @profile: one that comes with Trustbed
 *
 * Returns: (transfer none): what its certificates say; the same for the whole process
 */
const TbIssueProfile *
tb_issue_profile_get_builtin (TbCertificateProfile profile)
{
  static GOnce once = G_ONCE_INIT;
  TbIssueProfile **profiles = g_once (&once, load_builtin, NULL);

  g_return_val_if_fail (profile < TB_PROFILE_N, NULL);
  return profiles[profile];
}

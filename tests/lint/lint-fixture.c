/* lint-fixture: see the header. */
#include "lint-fixture.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#define ISSUER_KEY "P-256#issuer"

static const struct
{
  const char *name;
  const char *settings;
} bases[] = {
  { "device", "extendedKeyUsage=clientAuth" },
  { "server", "extendedKeyUsage=serverAuth|subject=/CN=broker.house.example|subjectAltName=DNS:broker.house.example" },
  { "web", "extendedKeyUsage=serverAuth|subject=/CN=www.example.org|subjectAltName=DNS:www.example.org|certificatePolicies=2.23.140.1.2.1|"
           "crlDistributionPoints=URI:http://ca.example.org/1.crl|authorityInfoAccess=caIssuers;URI:http://ca.example.org/1.cer" },
  { "authority", "subject=/C=DE/O=House/CN=House Devices 2|basicConstraints=critical,CA:TRUE|keyUsage=critical,keyCertSign,cRLSign|"
                 "subjectKeyIdentifier=hash" },
  { "root", "self=1|subject=/C=DE/O=House/CN=House Root|basicConstraints=critical,CA:TRUE|keyUsage=critical,keyCertSign,cRLSign|"
            "subjectKeyIdentifier=hash|-authorityKeyIdentifier" },
  { "factory", "until=99991231235959Z" },
};

static const char common[] = "key=P-256|version=3|serial=4a6f1c2d3e4f5061|subject=/serialNumber=00-1B-44-11-3A-B7-00-01/CN=lock-01|"
                             "issuer=/C=DE/O=House/CN=House Devices|from=260302060000Z|until=260531055959Z|digest=SHA256|"
                             "keyUsage=critical,digitalSignature|authorityKeyIdentifier=keyid";

static const char *const fields[] = {
  "base", "key", "version", "serial", "subject", "issuer", "from", "until", "digest", "type", "self", "pad", "tweak",
};

typedef struct
{
  GHashTable *fields;
  GPtrArray *extensions;        /* of "NAME=VALUE" */
} Recipe;

static void
recipe_clear (Recipe *recipe)
{
  g_hash_table_unref (recipe->fields);
  g_ptr_array_unref (recipe->extensions);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recipe, recipe_clear)

/* --- reading a recipe --- */

static void
leave_out (Recipe *recipe, const char *name)
{
  g_autofree char *prefix = g_strconcat (name, "=", NULL);

  for (guint i = recipe->extensions->len; i > 0; i--)
    if (g_str_has_prefix (g_ptr_array_index (recipe->extensions, i - 1), prefix))
      g_ptr_array_remove_index (recipe->extensions, i - 1);
}

static void
set_extension (Recipe *recipe, const char *name, const char *value)
{
  if (name[0] != '+')
    leave_out (recipe, name);
  g_ptr_array_add (recipe->extensions, g_strconcat (name[0] == '+' ? name + 1 : name, "=", value, NULL));
}

static void
add_settings (Recipe *recipe, const char *settings)
{
  g_auto (GStrv) parts = g_strsplit (settings, "|", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *equals = strchr (parts[i], '=');
      gboolean is_field = FALSE;

      if (equals == NULL)
        {
          if (parts[i][0] == '-')
            leave_out (recipe, parts[i] + 1);
          continue;
        }
      *equals = '\0';
      for (guint j = 0; j < G_N_ELEMENTS (fields); j++)
        is_field |= strcmp (fields[j], parts[i]) == 0;
      if (is_field)
        g_hash_table_insert (recipe->fields, g_strdup (parts[i]), g_strdup (equals + 1));
      else
        set_extension (recipe, parts[i], equals + 1);
    }
}

static void
read_recipe (Recipe *recipe, const char *text)
{
  const char *base = g_str_has_prefix (text, "base=") ? text + strlen ("base=") : "device";
  gsize n = strcspn (base, "|");

  recipe->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  recipe->extensions = g_ptr_array_new_with_free_func (g_free);
  add_settings (recipe, common);
  for (guint i = 0; i < G_N_ELEMENTS (bases); i++)
    if (strlen (bases[i].name) == n && strncmp (bases[i].name, base, n) == 0)
      add_settings (recipe, bases[i].settings);
  add_settings (recipe, text);
}

static const char *
get (const Recipe *recipe, const char *field)
{
  return g_hash_table_lookup (recipe->fields, field);
}

/* --- making it --- */

static void
put_name (X509_NAME *name, const char *text, const char *type)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", -1);

  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (parts[i], "=", 2);
      int kind = type != NULL ? atoi (type) : strcmp (pair[0], "C") == 0 ? V_ASN1_PRINTABLESTRING : V_ASN1_UTF8STRING;

      g_assert_cmpint (X509_NAME_add_entry_by_txt (name, pair[0], kind, (const guint8 *) pair[1], (int) strlen (pair[1]), -1, 0), ==, 1);
    }
}

static void
put_serial (X509 *x509, const char *hex)
{
  BIGNUM *number = NULL;

  g_assert_cmpint (BN_hex2bn (&number, hex), >, 0);
  g_assert_nonnull (BN_to_ASN1_INTEGER (number, X509_get_serialNumber (x509)));
  BN_free (number);
}

/* Thirteen characters or fewer make a UTCTime, more a GeneralizedTime, whatever they are. */
static ASN1_TIME *
make_time (const char *text)
{
  ASN1_TIME *when = ASN1_STRING_type_new (strlen (text) <= 13 ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME);

  g_assert_cmpint (ASN1_STRING_set (when, text, -1), ==, 1);
  return when;
}

static void
put_times (X509 *x509, const Recipe *recipe)
{
  ASN1_TIME *from = make_time (get (recipe, "from")), *until = make_time (get (recipe, "until"));

  g_assert_cmpint (X509_set1_notBefore (x509, from), ==, 1);
  g_assert_cmpint (X509_set1_notAfter (x509, until), ==, 1);
  ASN1_TIME_free (from);
  ASN1_TIME_free (until);
}

/* Policies and the like want a configuration to look into, be it an empty one. */
static void
put_extensions (X509 *x509, X509 *issuer, const Recipe *recipe)
{
  CONF *empty = NCONF_new (NULL);
  X509V3_CTX context;

  X509V3_set_ctx (&context, issuer, x509, NULL, NULL, 0);
  X509V3_set_nconf (&context, empty);
  for (guint i = 0; i < recipe->extensions->len; i++)
    {
      g_auto (GStrv) pair = g_strsplit (g_ptr_array_index (recipe->extensions, i), "=", 2);
      X509_EXTENSION *extension = X509V3_EXT_nconf (empty, &context, pair[0], pair[1]);

      if (extension == NULL)
        g_error ("OpenSSL makes no extension %s of \"%s\"", pair[0], pair[1]);
      g_assert_cmpint (X509_add_ext (x509, extension, -1), ==, 1);
      X509_EXTENSION_free (extension);
    }
  NCONF_free (empty);
}

static void
put_padding (X509 *x509, const char *n_bytes)
{
  g_autofree char *filling = g_strnfill (n_bytes != NULL ? (gsize) atoi (n_bytes) : 0, 'x');
  g_autofree char *value = g_strconcat ("ASN1:UTF8String:", filling, NULL);
  X509_EXTENSION *extension = n_bytes != NULL ? X509V3_EXT_nconf (NULL, NULL, "1.3.6.1.4.1.99999.1", value) : NULL;

  if (extension != NULL)
    X509_add_ext (x509, extension, -1);
  X509_EXTENSION_free (extension);
}

static void
put_public_key (X509 *x509, const Recipe *recipe)
{
  ASN1_OBJECT *unknown = OBJ_txt2obj ("1.3.6.1.4.1.99999.2", 1);

  g_assert_cmpint (X509_set_pubkey (x509, lint_key (get (recipe, "key"))), ==, 1);
  if (g_strcmp0 (get (recipe, "tweak"), "unknown-key") == 0)
    g_assert_cmpint (X509_PUBKEY_set0_param (X509_get_X509_PUBKEY (x509), unknown, V_ASN1_UNDEF, NULL, OPENSSL_zalloc (8), 8), ==, 1);
  else
    ASN1_OBJECT_free (unknown);
}

/* What no library would write: another algorithm outside, parameters where there are none. */
static void
tweak_algorithms (X509 *x509, const char *tweak)
{
  const X509_ALGOR *outer, *inner = X509_get0_tbs_sigalg (x509);

  X509_get0_signature (NULL, &outer, x509);
  if (g_strcmp0 (tweak, "outer-algorithm") == 0)
    X509_ALGOR_set0 ((X509_ALGOR *) outer, OBJ_nid2obj (NID_ecdsa_with_SHA384), V_ASN1_UNDEF, NULL);
  if (g_strcmp0 (tweak, "null-parameters") != 0)
    return;
  X509_ALGOR_set0 ((X509_ALGOR *) inner, OBJ_nid2obj (NID_ecdsa_with_SHA256), V_ASN1_NULL, NULL);
  X509_ALGOR_set0 ((X509_ALGOR *) outer, OBJ_nid2obj (NID_ecdsa_with_SHA256), V_ASN1_NULL, NULL);
  g_assert_cmpint (i2d_re_X509_tbs (x509, NULL), >, 0);
}

static X509 *
through_der (X509 *x509)
{
  unsigned char *der = NULL;
  int n = i2d_X509 (x509, &der);
  const unsigned char *at = der;
  X509 *copy = d2i_X509 (NULL, &at, n);

  g_assert_nonnull (copy);
  OPENSSL_free (der);
  return copy;
}

/* What authorityKeyIdentifier is taken from. */
static X509 *
make_issuer (const Recipe *recipe)
{
  X509 *issuer = X509_new ();
  X509V3_CTX context;
  X509_EXTENSION *identifier;

  put_serial (issuer, "51");
  put_name (X509_get_subject_name (issuer), get (recipe, "issuer"), NULL);
  put_name (X509_get_issuer_name (issuer), "/CN=House Root", NULL);
  X509_set_pubkey (issuer, lint_key (ISSUER_KEY));
  X509V3_set_ctx (&context, issuer, issuer, NULL, NULL, 0);
  identifier = X509V3_EXT_nconf (NULL, &context, "subjectKeyIdentifier", "hash");
  g_assert_cmpint (X509_add_ext (issuer, identifier, -1), ==, 1);
  X509_EXTENSION_free (identifier);
  return issuer;
}

static void
fill (X509 *x509, X509 *issuer, const Recipe *recipe)
{
  gboolean is_self = get (recipe, "self") != NULL;

  g_assert_cmpint (X509_set_version (x509, atoi (get (recipe, "version")) - 1), ==, 1);
  put_serial (x509, get (recipe, "serial"));
  put_name (X509_get_subject_name (x509), get (recipe, "subject"), get (recipe, "type"));
  put_name (X509_get_issuer_name (x509), get (recipe, is_self ? "subject" : "issuer"), NULL);
  put_times (x509, recipe);
  put_public_key (x509, recipe);
  put_extensions (x509, issuer, recipe);
  put_padding (x509, get (recipe, "pad"));
}

static const EVP_MD *
get_digest (const Recipe *recipe)
{
  return strcmp (get (recipe, "digest"), "none") == 0 ? NULL : EVP_get_digestbyname (get (recipe, "digest"));
}

X509 *
lint_make (const char *text)
{
  g_auto (Recipe) recipe = { 0 };
  g_autoptr (X509) x509 = X509_new (), issuer = NULL;
  EVP_PKEY *signer;

  read_recipe (&recipe, text);
  issuer = make_issuer (&recipe);
  fill (x509, issuer, &recipe);
  signer = lint_key (get (&recipe, "self") != NULL ? get (&recipe, "key") : ISSUER_KEY);
  g_assert_cmpint (X509_sign (x509, signer, get_digest (&recipe)), >, 0);
  tweak_algorithms (x509, get (&recipe, "tweak"));
  ERR_clear_error ();
  return through_der (x509);
}

/* --- asking --- */

gboolean
lint_finds (X509 *x509, TbLintProfile profile, const char *code)
{
  TbLintTerms terms = { profile, 0 };
  g_autoptr (GPtrArray) findings = tb_lint_run_x509 (x509, &terms);
  gboolean is_found = FALSE;

  for (guint i = 0; i < findings->len; i++)
    is_found |= strcmp (((TbLintFinding *) g_ptr_array_index (findings, i))->rule->code, code) == 0;
  return is_found;
}

/* The codes of what is worse than @worst_allowed, in one line. */
char *
lint_list (X509 *x509, const TbLintTerms *terms, TbLintSeverity worst_allowed)
{
  g_autoptr (GPtrArray) findings = tb_lint_run_x509 (x509, terms);
  GString *codes = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const TbLintFinding *finding = g_ptr_array_index (findings, i);

      g_assert_cmpstr (finding->found, !=, "");
      g_assert_true (g_utf8_validate (finding->found, -1, NULL));
      if (finding->rule->severity > worst_allowed)
        g_string_append_printf (codes, "%s%s", codes->len > 0 ? " " : "", finding->rule->code);
    }
  return g_string_free (codes, FALSE);
}

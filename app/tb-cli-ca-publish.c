/* tb-cli-ca-publish: `trustbed-cli ca crl|ocsp|export`: what leaves the folder of an authority. */
#include <string.h>

#include "tb-ca-list.h"
#include "tb-ca-publish.h"
#include "tb-cli-ca.h"
#include "tb-load.h"
#include "tb-pem.h"
#include "tb-pkcs12.h"

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define CRL_HOURS 168
#define DELTA_HOURS 24
#define OCSP_HOURS 24
#define MAX_HOURS 87600
#define MAX_REQUEST_BYTES 65536

typedef struct
{
  TbCliCa common;
  char *authority;
  char *serial;
  char *request;
  char *format;
  char *key_file;
  char *password_file;
  int hours;
  gboolean delta;
  gboolean delegated;
  gboolean chain;
} Options;

static void
options_clear (Options *options)
{
  tb_cli_ca_clear (&options->common);
  g_free (options->authority);
  g_free (options->serial);
  g_free (options->request);
  g_free (options->format);
  g_free (options->key_file);
  g_free (options->password_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
get_lifetime (const Options *options, int otherwise, gint64 *lifetime_us, int *status)
{
  *lifetime_us = (options->hours > 0 ? options->hours : otherwise) * HOUR_US;
  if (options->hours >= 0 && options->hours <= MAX_HOURS)
    return TRUE;
  *status = tb_cli_complain ("--hours must be 1 to %d, got %d", MAX_HOURS, options->hours);
  return FALSE;
}

/* --- crl --- */

static void
print_crl (TbCrl *crl)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_add_text (json, "issuer", tb_crl_get_issuer (crl));
  tb_cli_add_text (json, "number", tb_crl_get_number (crl));
  tb_cli_add_text (json, "base_number", tb_crl_get_base_number (crl));
  tb_cli_add_int (json, "entries", tb_crl_get_n (crl));
  tb_cli_ca_add_moment (json, "this_update", tb_crl_get_this_update_us (crl));
  tb_cli_ca_add_moment (json, "next_update", tb_crl_get_next_update_us (crl));
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

/**
 * tb_cli_ca_crl:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_crl (int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  const GOptionEntry entries[] = {
    { "delta", 0, 0, G_OPTION_ARG_NONE, &options.delta, "Only what changed since the last full list", NULL },
    { "authority", 0, 0, G_OPTION_ARG_STRING, &options.authority, "Whose list; of the first issuing authority if left out", "NAME" },
    { "hours", 0, 0, G_OPTION_ARG_INT, &options.hours, "Until there will be a newer one; 168, or 24 for a delta, if left out", "N" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCrl) crl = NULL;
  g_autoptr (TbCa) ca = NULL;
  gint64 lifetime_us;
  int status;

  if (!tb_cli_ca_parse (&options.common, entries, "Makes a revocation list with the next number.", argc, argv, &status)
      || !get_lifetime (&options, options.delta ? DELTA_HOURS : CRL_HOURS, &lifetime_us, &status)
      || (ca = tb_cli_ca_open (&options.common, &status)) == NULL)
    return status;
  crl = tb_ca_make_crl (ca, options.authority, options.delta, lifetime_us, &options.common.actor, &error);
  if (crl == NULL)
    return tb_cli_ca_fail (g_steal_pointer (&error));
  if (options.common.json)
    print_crl (crl);
  if ((!options.common.json || options.common.out != NULL) && !tb_cli_ca_write_der (&options.common, "X509 CRL", tb_crl_get_der (crl), &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  return TB_EXIT_YES;
}

/* --- ocsp --- */

/**
 * tb_cli_ca_ocsp:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_ocsp (int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  const GOptionEntry entries[] = {
    { "request", 0, 0, G_OPTION_ARG_FILENAME, &options.request, "The request, DER", "FILE" },
    { "delegated", 0, 0, G_OPTION_ARG_NONE, &options.delegated, "Answer with a responder that the authority has certified for that", NULL },
    { "hours", 0, 0, G_OPTION_ARG_INT, &options.hours, "How long the answer may be kept; 24 if left out", "N" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = NULL, response = NULL;
  g_autoptr (TbCa) ca = NULL;
  gint64 lifetime_us;
  int status;

  if (!tb_cli_ca_parse (&options.common, entries, "Answers an OCSP request. The answer is DER.", argc, argv, &status)
      || !get_lifetime (&options, OCSP_HOURS, &lifetime_us, &status))
    return status;
  if (options.request == NULL)
    return tb_cli_complain ("--request is needed");
  ca = tb_cli_ca_open (&options.common, &status);
  if (ca == NULL)
    return status;
  request = tb_load_bytes (options.request, MAX_REQUEST_BYTES, &error);
  if (request != NULL)
    response = tb_ca_answer (ca, request, options.delegated, lifetime_us, &options.common.actor, &error);
  if (response == NULL || !tb_cli_write (options.common.out, response, 0644, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  return TB_EXIT_YES;
}

/* --- export --- */

/* What goes out: a certificate, and who issued it. */
typedef struct
{
  TbCertificate *certificate;
  GPtrArray *chain;             /* above it, without the root */
} Exported;

static void
exported_clear (Exported *exported)
{
  g_clear_pointer (&exported->certificate, tb_certificate_unref);
  g_clear_pointer (&exported->chain, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Exported, exported_clear)

static gboolean
find_issued (Exported *exported, TbCa *ca, const char *serial, GError **error)
{
  g_autoptr (TbCaRow) row = tb_ca_find (ca, serial, error);
  const TbCaAuthority *issuer;

  if (row == NULL)
    return FALSE;
  if (row->certificate == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE, "The certificate %s was never finished; there is only its reservation", row->serial);
      return FALSE;
    }
  issuer = tb_ca_find_authority (ca, row->authority, error);
  if (issuer == NULL)
    return FALSE;
  exported->certificate = tb_certificate_ref (row->certificate);
  exported->chain = tb_ca_get_chain (ca, issuer, FALSE);
  return TRUE;
}

static gboolean
find_exported (Exported *exported, TbCa *ca, const Options *options, GError **error)
{
  const TbCaAuthority *authority;

  if (options->serial != NULL)
    return find_issued (exported, ca, options->serial, error);
  authority = tb_ca_find_authority (ca, options->authority != NULL ? options->authority : "root", error);
  if (authority == NULL)
    return FALSE;
  exported->certificate = tb_certificate_ref (authority->certificate);
  exported->chain = tb_ca_get_chain (ca, authority, FALSE);
  if (exported->chain->len > 0)
    g_ptr_array_remove_index (exported->chain, 0);
  return TRUE;
}

static GBytes *
make_pem (const Exported *exported, gboolean with_chain)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  g_ptr_array_add (all, exported->certificate);
  for (guint i = 0; with_chain && i < exported->chain->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (exported->chain, i));
  return tb_certificates_to_pem (all);
}

static GBytes *
make_pkcs12 (const Exported *exported, TbCa *ca, const Options *options, GError **error)
{
  g_autofree char *password = NULL;
  g_autoptr (TbIdentity) identity = NULL;
  g_autoptr (TbKey) key = NULL;

  if (options->key_file == NULL || options->password_file == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "A PKCS #12 file needs --key-file FILE and --password-file FILE");
      return NULL;
    }
  key = tb_key_load (tb_ca_get_crypto (ca), options->key_file, NULL, error);
  if (key == NULL || !g_file_get_contents (options->password_file, &password, NULL, error))
    return NULL;
  if (EVP_PKEY_eq (X509_get0_pubkey (tb_certificate_get_x509 (exported->certificate)), tb_key_get_pkey (key)) != 1)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s is not the key of the certificate", options->key_file);
      return NULL;
    }
  g_strchomp (password);
  identity = tb_identity_new (key, exported->certificate, exported->chain);
  return tb_pkcs12_write (identity, tb_certificate_get_common_name (exported->certificate), password, error);
}

static GBytes *
make_output (const Exported *exported, TbCa *ca, const Options *options, GError **error)
{
  const char *format = options->format != NULL ? options->format : options->common.der ? "der" : "pem";

  if (strcmp (format, "pem") == 0)
    return make_pem (exported, options->chain);
  if (strcmp (format, "der") == 0)
    return g_bytes_ref (tb_certificate_get_der (exported->certificate));
  if (strcmp (format, "pkcs12") == 0)
    return make_pkcs12 (exported, ca, options, error);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "\"%s\" is no format; there are pem, der and pkcs12", format);
  return NULL;
}

static gboolean
parse_export (Options *options, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "serial", 0, 0, G_OPTION_ARG_STRING, &options->serial, "The certificate with this serial number", "HEX" },
    { "authority", 0, 0, G_OPTION_ARG_STRING, &options->authority, "The certificate of this authority; root if nothing is said", "NAME" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format, "pem (if left out), der or pkcs12", "FORMAT" },
    { "chain", 0, 0, G_OPTION_ARG_NONE, &options->chain, "With the intermediates, in PEM", NULL },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &options->key_file, "The key to put into a PKCS #12 file", "FILE" },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options->password_file, "The passphrase of the PKCS #12 file", "FILE" },
    { NULL },
  };

  if (!tb_cli_ca_parse (&options->common, entries, "Writes a certificate, alone, with its chain, or with its key.", argc, argv, status))
    return FALSE;
  if (options->serial == NULL || options->authority == NULL)
    return TRUE;
  *status = tb_cli_complain ("--serial or --authority is expected, not both");
  return FALSE;
}

/**
 * tb_cli_ca_export:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_export (int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  g_auto (Exported) exported = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (TbCa) ca = NULL;
  int status;

  if (!parse_export (&options, argc, argv, &status) || (ca = tb_cli_ca_open (&options.common, &status)) == NULL)
    return status;
  if (find_exported (&exported, ca, &options, &error))
    bytes = make_output (&exported, ca, &options, &error);
  if (bytes == NULL || !tb_cli_write (options.common.out, bytes, g_strcmp0 (options.format, "pkcs12") == 0 ? 0600 : 0644, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  return TB_EXIT_YES;
}

/* tb-cli-ca-issue: `trustbed-cli ca issue|renew|rekey|cross`: from a request, a new key, an earlier certificate or another authority's. */
#include <string.h>

#include "tb-ca-list.h"
#include "tb-cli-ca.h"
#include "tb-load.h"
#include "tb-name-text.h"
#include "tb-pem.h"
#include "tb-request.h"

typedef struct
{
  TbCliCa common;
  char *profile;
  char *issuer;
  char *csr;
  char *key;
  char *out_key;
  char *subject;
  char *san;
  char *serial;
  char *certificate;
  int days;
  gboolean chain;
} Options;

/* What goes into an order, and who owns it. */
typedef struct
{
  TbIssueProfile *profile;
  TbRequest request;
  TbKey *key;
  TbCertificate *other;
  TbCaRow *old;
  X509_NAME *subject;
  GENERAL_NAMES *names;
} Parts;

static void
options_clear (Options *options)
{
  tb_cli_ca_clear (&options->common);
  g_free (options->profile);
  g_free (options->issuer);
  g_free (options->csr);
  g_free (options->key);
  g_free (options->out_key);
  g_free (options->subject);
  g_free (options->san);
  g_free (options->serial);
  g_free (options->certificate);
}

static void
parts_clear (Parts *parts)
{
  tb_issue_profile_free (parts->profile);
  tb_request_clear (&parts->request);
  g_clear_pointer (&parts->key, tb_key_unref);
  g_clear_pointer (&parts->other, tb_certificate_unref);
  g_clear_pointer (&parts->old, tb_ca_row_free);
  X509_NAME_free (parts->subject);
  GENERAL_NAMES_free (parts->names);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* --- the key --- */

static gboolean
read_request (Parts *parts, TbCa *ca, const char *path, GError **error)
{
  g_autoptr (GBytes) der = tb_request_load (path, error);

  return der != NULL && tb_request_read (&parts->request, tb_ca_get_crypto (ca), der, error);
}

static gboolean
make_key (Parts *parts, TbCa *ca, const Options *options, GError **error)
{
  TbKeyAlgorithm algorithm;

  if (options->out_key == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "--key makes a key, and --out-key says into which file it goes");
      return FALSE;
    }
  if (!tb_cli_ca_parse_algorithm (options->key, &algorithm, error))
    return FALSE;
  parts->key = tb_key_generate (tb_ca_get_crypto (ca), algorithm, NULL, error);
  return parts->key != NULL;
}

/* Either the key of a request or a new one. */
static EVP_PKEY *
get_key (Parts *parts, TbCa *ca, const Options *options, GError **error)
{
  if ((options->csr != NULL) == (options->key != NULL))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "Either --csr FILE is expected or --key ALG --out-key FILE");
      return NULL;
    }
  if (options->csr != NULL)
    return read_request (parts, ca, options->csr, error) ? parts->request.public_key : NULL;
  return make_key (parts, ca, options, error) ? tb_key_get_pkey (parts->key) : NULL;
}

/* --- the names --- */

/* What the officer says goes before what the request says. */
static gboolean
choose_subject (Parts *parts, const Options *options, GError **error)
{
  if (options->subject != NULL)
    parts->subject = tb_name_parse (options->subject, error);
  else if (options->csr == NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "--subject DN is expected");
  else if (parts->profile->copies_subject || parts->request.common_name == NULL)
    parts->subject = X509_NAME_dup (X509_REQ_get_subject_name (parts->request.x509));
  else if ((parts->subject = X509_NAME_new ()) != NULL)
    tb_request_put_name (parts->subject, parts->request.common_name);
  return parts->subject != NULL;
}

static gboolean
choose_names (Parts *parts, const Options *options, GError **error)
{
  if (options->san == NULL)
    {
      parts->names = g_steal_pointer (&parts->request.alternative_names);
      return TRUE;
    }
  parts->names = tb_alternative_names_parse (options->san, error);
  return parts->names != NULL;
}

/* --- the result --- */

static gboolean
write_key (const Options *options, TbKey *key, GError **error)
{
  g_autoptr (GBytes) bytes = options->common.der ? tb_key_to_der (key, error) : tb_key_to_pem (key, NULL, error);

  return bytes != NULL && tb_cli_write (options->out_key, bytes, 0600, error);
}

static gboolean
write_chain (TbCa *ca, const Options *options, const TbCaOrder *order, TbCertificate *certificate, GError **error)
{
  const TbCaAuthority *issuer = order->issuer != NULL ? tb_ca_find_authority (ca, order->issuer, error)
                                                      : tb_ca_get_issuing (ca, order->profile->is_authority, error);
  g_autoptr (GPtrArray) chain = issuer != NULL ? tb_ca_get_chain (ca, issuer, FALSE) : NULL;
  g_autoptr (GBytes) pem = NULL;

  if (chain == NULL)
    return FALSE;
  g_ptr_array_insert (chain, 0, tb_certificate_ref (certificate));
  pem = tb_certificates_to_pem (chain);
  return tb_cli_write (options->common.out, pem, 0644, error);
}

static void
print_json (TbCertificate *certificate, const TbCaOrder *order)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_add_text (json, "serial", tb_certificate_get_serial (certificate));
  tb_cli_add_text (json, "subject", tb_certificate_get_subject (certificate));
  tb_cli_add_text (json, "issuer", tb_certificate_get_issuer (certificate));
  tb_cli_add_text (json, "profile", order->profile->id);
  tb_cli_add_text (json, "replaces", order->replaces);
  tb_cli_ca_add_moment (json, "not_before", tb_certificate_get_not_before_us (certificate));
  tb_cli_ca_add_moment (json, "not_after", tb_certificate_get_not_after_us (certificate));
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

/* With --json standard output belongs to the document. */
static gboolean
hand_out (TbCa *ca, const Options *options, const Parts *parts, const TbCaOrder *order, TbCertificate *certificate, GError **error)
{
  if (parts->key != NULL && !write_key (options, parts->key, error))
    {
      g_prefix_error (error, "The certificate %s was issued, but its key could not be written: ", tb_certificate_get_serial (certificate));
      return FALSE;
    }
  if (options->common.json)
    print_json (certificate, order);
  if (options->common.json && options->common.out == NULL)
    return TRUE;
  if (options->chain && !options->common.der)
    return write_chain (ca, options, order, certificate, error);
  return tb_cli_ca_write_der (&options->common, "CERTIFICATE", tb_certificate_get_der (certificate), error);
}

static int
issue (TbCa *ca, const Options *options, const Parts *parts, const TbCaOrder *order)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCertificate) certificate = tb_ca_issue (ca, order, &options->common.actor, &error);

  if (certificate == NULL || !hand_out (ca, options, parts, order, certificate, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  return TB_EXIT_YES;
}

/* --- issue --- */

static gboolean
parse_issue (Options *options, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_STRING, &options->profile,
      "device, device-revocable, gateway, service, service-must-staple, code-signing, idevid, ldevid, authority, intermediate, ocsp-responder, or one in "
      "DIRECTORY/profiles", "PROFILE" },
    { "issuer", 0, 0, G_OPTION_ARG_STRING, &options->issuer, "Which authority issues; the first that fits if left out", "NAME" },
    { "csr", 0, 0, G_OPTION_ARG_FILENAME, &options->csr, "A certification request (PKCS #10)", "FILE" },
    { "key", 0, 0, G_OPTION_ARG_STRING, &options->key, "Make a key of this kind instead: P-256, P-384, P-521, RSA-2048 to RSA-4096, Ed25519", "ALG" },
    { "out-key", 0, 0, G_OPTION_ARG_FILENAME, &options->out_key, "Write the key that was made to this file", "FILE" },
    { "subject", 0, 0, G_OPTION_ARG_STRING, &options->subject, "Whom it names, such as \"CN=lock-01,O=Trustbed\"; the request's if left out", "DN" },
    { "san", 0, 0, G_OPTION_ARG_STRING, &options->san, "Further names: DNS:a,IP:192.0.2.1,email:x@y,URI:urn:z,HW:OID:SERIAL; the request's if left out", "LIST" },
    { "days", 0, 0, G_OPTION_ARG_INT, &options->days, "Lifetime; the profile's if left out", "N" },
    { "chain", 0, 0, G_OPTION_ARG_NONE, &options->chain, "Write the intermediates after it", NULL },
    { NULL },
  };

  if (!tb_cli_ca_parse (&options->common, entries, "Issues a certificate. It is in the index before it is handed out.", argc, argv, status))
    return FALSE;
  if (options->profile != NULL && options->days >= 0)
    return TRUE;
  *status = options->profile == NULL ? tb_cli_complain ("--profile is needed") : tb_cli_complain ("--days must not be negative, got %d", options->days);
  return FALSE;
}

/**
 * tb_cli_ca_issue:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_issue (int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  g_auto (Parts) parts = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCa) ca = NULL;
  TbCaOrder order = { .action = "issue" };
  int status;

  if (!parse_issue (&options, argc, argv, &status) || (ca = tb_cli_ca_open (&options.common, &status)) == NULL)
    return status;
  parts.profile = tb_ca_load_profile (ca, options.profile, &error);
  if (parts.profile != NULL)
    order.public_key = get_key (&parts, ca, &options, &error);
  if (order.public_key == NULL || !choose_subject (&parts, &options, &error) || !choose_names (&parts, &options, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  order.issuer = options.issuer;
  order.profile = parts.profile;
  order.subject = parts.subject;
  order.alternative_names = parts.names;
  order.days = options.days;
  return issue (ca, &options, &parts, &order);
}

/* --- renew and rekey --- */

static gboolean
parse_again (Options *options, gboolean is_rekey, int argc, char **argv, int *status)
{
  const GOptionEntry renew[] = {
    { "serial", 0, 0, G_OPTION_ARG_STRING, &options->serial, "Serial number of the certificate it follows", "HEX" },
    { "days", 0, 0, G_OPTION_ARG_INT, &options->days, "Lifetime; the profile's if left out", "N" },
    { "chain", 0, 0, G_OPTION_ARG_NONE, &options->chain, "Write the intermediates after it", NULL },
    { NULL },
  };
  const GOptionEntry rekey[] = {
    { "serial", 0, 0, G_OPTION_ARG_STRING, &options->serial, "Serial number of the certificate it follows", "HEX" },
    { "csr", 0, 0, G_OPTION_ARG_FILENAME, &options->csr, "A certification request with the new key; its names do not count", "FILE" },
    { "key", 0, 0, G_OPTION_ARG_STRING, &options->key, "Make a key of this kind instead", "ALG" },
    { "out-key", 0, 0, G_OPTION_ARG_FILENAME, &options->out_key, "Write the key that was made to this file", "FILE" },
    { "days", 0, 0, G_OPTION_ARG_INT, &options->days, "Lifetime; the profile's if left out", "N" },
    { "chain", 0, 0, G_OPTION_ARG_NONE, &options->chain, "Write the intermediates after it", NULL },
    { NULL },
  };
  const char *summary = is_rekey ? "Issues again for the same names and another key." : "Issues again for the same key and names.";

  if (!tb_cli_ca_parse (&options->common, is_rekey ? rekey : renew, summary, argc, argv, status))
    return FALSE;
  if (options->serial != NULL && options->days >= 0)
    return TRUE;
  *status = tb_cli_complain ("--serial is needed, and --days must not be negative");
  return FALSE;
}

/* Only what is good can be followed: whoever lost a key, or was put on hold, does not get around that by renewing. */
static gboolean
find_old (Parts *parts, TbCa *ca, const char *serial, GError **error)
{
  parts->old = tb_ca_find (ca, serial, error);
  if (parts->old == NULL)
    return FALSE;
  if (parts->old->state != TB_CA_ISSUED)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The certificate %s is %s; only one that is good can be followed by another", parts->old->serial,
                           tb_ca_state_to_code (parts->old->state));
      return FALSE;
    }
  parts->profile = tb_ca_load_profile (ca, parts->old->profile, error);
  return parts->profile != NULL;
}

static int
issue_again (gboolean is_rekey, int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  g_auto (Parts) parts = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCa) ca = NULL;
  TbCaOrder order = { .action = is_rekey ? "rekey" : "renew" };
  X509 *old;
  int status;

  if (!parse_again (&options, is_rekey, argc, argv, &status) || (ca = tb_cli_ca_open (&options.common, &status)) == NULL)
    return status;
  if (!find_old (&parts, ca, options.serial, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  old = tb_certificate_get_x509 (parts.old->certificate);
  order.public_key = is_rekey ? get_key (&parts, ca, &options, &error) : X509_get0_pubkey (old);
  if (order.public_key == NULL)
    return tb_cli_ca_fail (g_steal_pointer (&error));
  parts.names = X509_get_ext_d2i (old, NID_subject_alt_name, NULL, NULL);
  order.issuer = parts.old->authority;
  order.profile = parts.profile;
  order.subject = X509_get_subject_name (old);
  order.alternative_names = parts.names;
  order.days = options.days;
  order.replaces = parts.old->serial;
  return issue (ca, &options, &parts, &order);
}

/**
 * tb_cli_ca_renew:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_renew (int argc, char **argv)
{
  return issue_again (FALSE, argc, argv);
}

/**
 * tb_cli_ca_rekey:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_rekey (int argc, char **argv)
{
  return issue_again (TRUE, argc, argv);
}

/* --- cross --- */

static gboolean
parse_cross (Options *options, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &options->certificate, "The certificate of the other authority", "FILE" },
    { "issuer", 0, 0, G_OPTION_ARG_STRING, &options->issuer, "Which authority vouches for it; the root if left out", "NAME" },
    { "profile", 0, 0, G_OPTION_ARG_STRING, &options->profile, "intermediate if left out", "PROFILE" },
    { "days", 0, 0, G_OPTION_ARG_INT, &options->days, "Lifetime; the profile's if left out", "N" },
    { NULL },
  };

  if (!tb_cli_ca_parse (&options->common, entries, "Certifies an authority that was made elsewhere, under the name and key that it has.", argc, argv, status))
    return FALSE;
  if (options->certificate != NULL && options->days >= 0)
    return TRUE;
  *status = tb_cli_complain ("--certificate is needed, and --days must not be negative");
  return FALSE;
}

static gboolean
load_other (Parts *parts, TbCa *ca, const Options *options, GError **error)
{
  g_autoptr (GPtrArray) certificates = tb_certificates_load (tb_ca_get_crypto (ca), options->certificate, error);

  if (certificates == NULL)
    return FALSE;
  parts->other = tb_certificate_ref (g_ptr_array_index (certificates, 0));
  parts->profile = tb_ca_load_profile (ca, options->profile != NULL ? options->profile : "intermediate", error);
  if (parts->profile == NULL)
    return FALSE;
  if (parts->profile->is_authority && X509_check_ca (tb_certificate_get_x509 (parts->other)) == 1)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "A cross-certificate is for an authority, under a profile for authorities");
  return FALSE;
}

/**
 * tb_cli_ca_cross:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_cross (int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  g_auto (Parts) parts = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCa) ca = NULL;
  TbCaOrder order = { .action = "cross" };
  X509 *other;
  int status;

  if (!parse_cross (&options, argc, argv, &status) || (ca = tb_cli_ca_open (&options.common, &status)) == NULL)
    return status;
  if (!load_other (&parts, ca, &options, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  other = tb_certificate_get_x509 (parts.other);
  order.issuer = options.issuer;
  order.profile = parts.profile;
  order.subject = X509_get_subject_name (other);
  order.public_key = X509_get0_pubkey (other);
  order.key_identifier = X509_get0_subject_key_id (other);
  order.days = options.days;
  return issue (ca, &options, &parts, &order);
}

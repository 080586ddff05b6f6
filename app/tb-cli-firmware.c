/* tb-cli-firmware: `trustbed-cli firmware`: signs firmware, and says whether a device should install it. Here the subcommand is found, and images are
 * made; judging is in a file of its own. */
#include "tb-cli-firmware.h"

#include <string.h>

#include "tb-load.h"
#include "tb-pem.h"
#include "tb-units.h"

static const TbCliCommand subcommands[] = {
  { "make", tb_cli_firmware_make, "make a manifest for a payload, and sign it" },
  { "verify", tb_cli_firmware_verify, "say whether a device should install it, and why not" },
};

/**
 * tb_cli_firmware:
 * @argc: number of words
 * @argv: "firmware", the subcommand, its arguments
 *
 * Returns: the exit code
 */
int
tb_cli_firmware (int argc, char **argv)
{
  return tb_cli_run_subcommand (subcommands, G_N_ELEMENTS (subcommands),
                                "PAYLOAD [OPTIONS]\n\nSigned firmware: the payload stays as it is, a signed manifest goes with it.", argc, argv);
}

/**
 * tb_cli_firmware_moment:
 * @text: (nullable): a time, RFC 3339; %NULL: now
 * @unix_us: (out): the time
 * @error: return location
 *
 * Returns: whether @text is a time
 */
gboolean
tb_cli_firmware_moment (const char *text, gint64 *unix_us, GError **error)
{
  *unix_us = g_get_real_time ();
  return text == NULL || tb_units_parse_moment (text, unix_us, error);
}

/**
 * tb_cli_firmware_add_manifest:
 * @json: inside an object
 * @manifest: (nullable): a manifest
 *
 * Adds what it says, or null.
 */
void
tb_cli_firmware_add_manifest (JsonBuilder *json, const TbFirmwareManifest *manifest)
{
  g_autofree char *created = manifest != NULL ? tb_units_format_moment (manifest->created_us) : NULL;

  json_builder_set_member_name (json, "manifest");
  if (manifest == NULL)
    {
      json_builder_add_null_value (json);
      return;
    }
  json_builder_begin_object (json);
  tb_cli_add_text (json, "vendor", manifest->vendor);
  tb_cli_add_text (json, "model", manifest->model);
  tb_cli_add_int (json, "version", manifest->version);
  tb_cli_add_int (json, "size", (gint64) manifest->size_bytes);
  tb_cli_add_text (json, "sha256", manifest->sha256);
  tb_cli_add_text (json, "created", created);
  json_builder_end_object (json);
}

/* --- make --- */

typedef struct
{
  char *certificate;
  char *key;
  char *vendor;
  char *model;
  char *at;
  char *out;
  char **rest;
  int version;
  gboolean is_unsigned;
  gboolean der;
  gboolean json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->certificate);
  g_free (options->key);
  g_free (options->vendor);
  g_free (options->model);
  g_free (options->at);
  g_free (options->out);
  g_strfreev (options->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char *
find_fault (const Options *options)
{
  if (options->rest == NULL || options->rest[1] != NULL)
    return "make takes one PAYLOAD";
  if (options->vendor == NULL || options->model == NULL || options->version < 1)
    return "make needs --vendor, --model and --version, which is counted from 1";
  if (!options->is_unsigned && (options->certificate == NULL || options->key == NULL))
    return "make needs --cert and --key-file, or --unsigned";
  if (options->is_unsigned && (options->certificate != NULL || options->key != NULL || options->der))
    return "--unsigned leaves no use for --cert, --key-file and --der";
  if (options->json && options->out == NULL)
    return "with --json standard output belongs to the document; say --out FILE too";
  return NULL;
}

static gboolean
parse (Options *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "cert", 0, 0, G_OPTION_ARG_FILENAME, &options->certificate, "The signer's certificate, and in the same file what leads from there to the root", "FILE" },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &options->key, "The signer's key", "FILE" },
    { "vendor", 0, 0, G_OPTION_ARG_STRING, &options->vendor, "Who makes the devices", "NAME" },
    { "model", 0, 0, G_OPTION_ARG_STRING, &options->model, "For which devices it is", "NAME" },
    { "version", 0, 0, G_OPTION_ARG_INT, &options->version, "Its version, 1 to 65535; a later one has a larger number", "N" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &options->at, "Say that it was made at this time; now if left out", "TIME" },
    { "unsigned", 0, 0, G_OPTION_ARG_NONE, &options->is_unsigned, "Sign nothing, to see it refused", NULL },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &options->out, "Write the signed manifest to this file; standard output if left out", "FILE" },
    { "der", 0, 0, G_OPTION_ARG_NONE, &options->der, "Write DER instead of PEM", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->rest, NULL, "PAYLOAD" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const char *fault;

  g_option_context_set_summary (context, "Makes a manifest that says what PAYLOAD is, and signs it with a code-signing certificate (CMS SignedData, RFC 5652).");
  g_option_context_set_description (context, "Such a certificate comes from `trustbed-cli ca issue DIRECTORY --profile code-signing --chain`.\n"
                                             "Exit status: 0 done, 2 bad usage or input.\n");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  fault = find_fault (options);
  if (fault != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, fault);
  return fault == NULL;
}

/* The first certificate of the file is the signer's. */
static TbIdentity *
load_signer (const Options *options, GError **error)
{
  TbCrypto *crypto = tb_crypto_get_live (error);
  g_autoptr (GPtrArray) certificates = crypto != NULL ? tb_certificates_load (crypto, options->certificate, error) : NULL;
  g_autoptr (TbKey) key = certificates != NULL ? tb_key_load (crypto, options->key, NULL, error) : NULL;
  g_autoptr (TbCertificate) own = NULL;

  if (key == NULL)
    return NULL;
  own = tb_certificate_ref (g_ptr_array_index (certificates, 0));
  if (X509_check_private_key (tb_certificate_get_x509 (own), tb_key_get_pkey (key)) != 1)
    {
      g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED, "%s: this is not the key of the first certificate in %s", options->key, options->certificate);
      return NULL;
    }
  g_ptr_array_remove_index (certificates, 0);
  return tb_identity_new (key, own, certificates);
}

static GBytes *
make_envelope (const Options *options, const TbFirmwareManifest *manifest, GError **error)
{
  g_autoptr (GBytes) text = tb_firmware_manifest_write (manifest);
  g_autoptr (TbIdentity) signer = NULL;
  g_autoptr (GBytes) der = NULL;

  if (options->is_unsigned)
    return g_steal_pointer (&text);
  signer = load_signer (options, error);
  der = signer != NULL ? tb_firmware_sign (text, signer, NULL, error) : NULL;
  if (der == NULL)
    return NULL;
  return options->der ? g_steal_pointer (&der) : tb_pem_write ("CMS", der);
}

static void
print_json (const TbFirmwareManifest *manifest, gboolean is_signed)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_firmware_add_manifest (json, manifest);
  json_builder_set_member_name (json, "signed");
  json_builder_add_boolean_value (json, is_signed);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

static gboolean
make (const Options *options, GError **error)
{
  g_autoptr (GBytes) payload = tb_load_bytes (options->rest[0], TB_FIRMWARE_MAX_PAYLOAD_BYTES, error), envelope = NULL;
  g_autoptr (TbFirmwareManifest) manifest = NULL;
  gint64 now_us;

  if (payload == NULL || !tb_cli_firmware_moment (options->at, &now_us, error))
    return FALSE;
  manifest = tb_firmware_manifest_new (options->vendor, options->model, (guint) options->version, payload, now_us, error);
  envelope = manifest != NULL ? make_envelope (options, manifest, error) : NULL;
  if (envelope == NULL || !tb_cli_write (options->out, envelope, 0644, error))
    return FALSE;
  if (options->json)
    print_json (manifest, !options->is_unsigned);
  return TRUE;
}

/**
 * tb_cli_firmware_make:
 * @argc: number of words
 * @argv: "make" and its arguments
 *
 * Returns: the exit code
 */
int
tb_cli_firmware_make (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;

  if (!parse (&options, argc, argv, &error) || !make (&options, &error))
    return tb_cli_complain ("%s", error->message);
  return TB_EXIT_YES;
}

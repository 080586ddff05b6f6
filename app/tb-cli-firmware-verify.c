/* tb-cli-firmware-verify: `trustbed-cli firmware verify`: asks of real files what a device asks before it installs. */
#include "tb-cli-firmware.h"

#include <string.h>

#include "tb-cli-checks.h"
#include "tb-load.h"
#include "tb-pem.h"

typedef struct
{
  char *manifest;
  char **trust;
  char *vendor;
  char *model;
  char *at;
  char **rest;
  int installed_version;
  gboolean at_signing_time;
  gboolean explain;
  gboolean json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->manifest);
  g_strfreev (options->trust);
  g_free (options->vendor);
  g_free (options->model);
  g_free (options->at);
  g_strfreev (options->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char *
find_fault (const Options *options)
{
  if (options->rest == NULL || options->rest[1] != NULL)
    return "verify takes one PAYLOAD";
  if (options->manifest == NULL)
    return "verify needs --manifest FILE: what `firmware make` has written";
  if (options->trust == NULL)
    return "verify needs --trust FILE: without a trust anchor nothing is valid";
  if (options->installed_version < 0 || options->installed_version > TB_FIRMWARE_MAX_VERSION)
    return "--installed-version must be 0 to 65535";
  return NULL;
}

static gboolean
parse (Options *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "manifest", 0, 0, G_OPTION_ARG_FILENAME, &options->manifest, "The signed manifest, PEM or DER", "FILE" },
    { "trust", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->trust, "Trust anchors; may be given again", "FILE" },
    { "installed-version", 0, 0, G_OPTION_ARG_INT, &options->installed_version, "What the device runs now; 0, nothing, if left out", "N" },
    { "vendor", 0, 0, G_OPTION_ARG_STRING, &options->vendor, "Who made the device; any if left out", "NAME" },
    { "model", 0, 0, G_OPTION_ARG_STRING, &options->model, "Its model; any if left out", "NAME" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &options->at, "What the device's clock says, RFC 3339; now if left out", "TIME" },
    { "at-signing-time", 0, 0, G_OPTION_ARG_NONE, &options->at_signing_time, "Judge the certificates at the time the signer says it signed", NULL },
    { "explain", 0, 0, G_OPTION_ARG_NONE, &options->explain, "List every check with its source", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->rest, NULL, "PAYLOAD" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const char *fault;

  g_option_context_set_summary (context, "Says whether a device should install PAYLOAD: who signed the manifest, whether it is of this payload, for this device, and newer.");
  g_option_context_set_description (context, "Exit status: 0 install it, 1 refuse it, 2 bad usage or input.\n");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  fault = find_fault (options);
  if (fault != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, fault);
  return fault == NULL;
}

/* --- what stands in the files --- */

static GBytes *
load_envelope (const char *path, GError **error)
{
  static const char *const labels[] = { "CMS", "PKCS7", "PKCS #7 SIGNED DATA", NULL };
  g_autoptr (GBytes) bytes = tb_load_bytes (path, 4 * TB_FIRMWARE_MAX_ENVELOPE_BYTES, error);
  g_autoptr (GPtrArray) blocks = NULL;

  if (bytes == NULL || !tb_pem_is_text (bytes))
    return g_steal_pointer (&bytes);
  blocks = tb_pem_read_blocks (bytes, path, labels, error);
  if (blocks == NULL)
    return NULL;
  if (blocks->len == 1)
    return g_bytes_ref (((TbPemBlock *) g_ptr_array_index (blocks, 0))->data);
  g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED, "%s: one signed manifest is expected, found %u", path, blocks->len);
  return NULL;
}

static GPtrArray *
load_anchors (TbCrypto *crypto, char **paths, GError **error)
{
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  for (; *paths != NULL; paths++)
    {
      GPtrArray *read = tb_certificates_load (crypto, *paths, error);

      if (read == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (anchors, read);
    }
  return g_steal_pointer (&anchors);
}

static TbFirmwareVerdict *
judge (const Options *options, GError **error)
{
  TbCrypto *crypto = tb_crypto_get_live (error);
  TbFirmwareTerms terms = { NULL, 0, options->at_signing_time, options->vendor, options->model, (guint) options->installed_version };
  g_autoptr (GPtrArray) anchors = crypto != NULL ? load_anchors (crypto, options->trust, error) : NULL;
  g_autoptr (GBytes) envelope = anchors != NULL ? load_envelope (options->manifest, error) : NULL;
  g_autoptr (GBytes) payload = envelope != NULL ? tb_load_bytes (options->rest[0], TB_FIRMWARE_MAX_PAYLOAD_BYTES, error) : NULL;

  if (payload == NULL || !tb_cli_firmware_moment (options->at, &terms.unix_us, error))
    return NULL;
  terms.anchors = anchors;
  return tb_firmware_judge (crypto, envelope, payload, &terms, error);
}

/* --- the answer --- */

static void
print_json (const TbFirmwareVerdict *verdict)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  const TbCheck *failure = tb_firmware_verdict_get_failure (verdict);

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "accepted");
  json_builder_add_boolean_value (json, verdict->accepted);
  tb_cli_add_text (json, "reason", verdict->reason);
  tb_cli_add_text (json, "failing", failure != NULL ? failure->rule->code : NULL);
  tb_cli_add_foreign_text (json, "signer", verdict->signer != NULL ? tb_certificate_get_subject (verdict->signer) : NULL);
  tb_cli_firmware_add_manifest (json, verdict->manifest);
  tb_cli_add_checks (json, verdict->checks);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

static void
print_text (const TbFirmwareVerdict *verdict, gboolean with_checks)
{
  const TbCheck *failure = tb_firmware_verdict_get_failure (verdict);

  if (verdict->accepted)
    g_print ("install: version %u for %s, signed by %s\n", verdict->manifest->version, verdict->manifest->model, tb_certificate_get_common_name (verdict->signer));
  else
    g_print ("refuse: %s\n", verdict->reason);
  for (guint i = 0; with_checks && i < tb_checks_get_n (verdict->checks); i++)
    tb_cli_print_check (tb_checks_get (verdict->checks, i), TRUE);
  if (!with_checks && failure != NULL)
    tb_cli_print_check (failure, TRUE);
}

/**
 * tb_cli_firmware_verify:
 * @argc: number of words
 * @argv: "verify" and its arguments
 *
 * Returns: 0 install it, 1 refuse it, 2 bad usage or input
 */
int
tb_cli_firmware_verify (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (TbFirmwareVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse (&options, argc, argv, &error) || (verdict = judge (&options, &error)) == NULL)
    return tb_cli_complain ("%s", error->message);
  if (options.json)
    print_json (verdict);
  else
    print_text (verdict, options.explain);
  return verdict->accepted ? TB_EXIT_YES : TB_EXIT_NO;
}

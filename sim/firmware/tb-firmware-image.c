/* tb-firmware-image: see the header. The manifest is a key file, which GLib reads; what it says is checked here, so that nobody else meets nonsense. */
#include "tb-firmware-image.h"

#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>

#include "tb-firmware-private.h"
#include "tb-units.h"

#define GROUP "Firmware"
#define MAX_NAME_BYTES 64
#define SHA256_DIGITS 64

/* No attributes: a signing time would be the machine's; the manifest says when it was made. */
#define SIGN_FLAGS (CMS_BINARY | CMS_NOATTR | CMS_NOSMIMECAP)

/**
 * tb_firmware_manifest_free:
 * @manifest: (transfer full): a manifest
 */
void
tb_firmware_manifest_free (TbFirmwareManifest *manifest)
{
  g_free (manifest->vendor);
  g_free (manifest->model);
  g_free (manifest->sha256);
  g_free (manifest);
}

static gboolean
complain (GError **error, const char *key, const char *wanted)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: %s is expected", key, wanted);
  return FALSE;
}

/* What is shown and compared: something, not too long, nothing that moves a cursor. */
static gboolean
is_name (const char *text)
{
  if (text == NULL || *text == '\0' || strlen (text) > MAX_NAME_BYTES || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isprint (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

static gboolean
is_sha256 (const char *text)
{
  return text != NULL && strlen (text) == SHA256_DIGITS && strspn (text, "0123456789abcdef") == SHA256_DIGITS;
}

static gboolean
check (const TbFirmwareManifest *manifest, GError **error)
{
  if (!is_name (manifest->vendor))
    return complain (error, "Vendor", "a name of at most 64 bytes");
  if (!is_name (manifest->model))
    return complain (error, "Model", "a name of at most 64 bytes");
  if (manifest->version < 1 || manifest->version > TB_FIRMWARE_MAX_VERSION)
    return complain (error, "Version", "a whole number from 1 to 65535");
  if (manifest->size_bytes < 1 || manifest->size_bytes > TB_FIRMWARE_MAX_PAYLOAD_BYTES)
    return complain (error, "Size", "a number of bytes from 1 to 67108864");
  if (!is_sha256 (manifest->sha256))
    return complain (error, "Sha256", "a digest of 64 hexadecimal digits in lower case");
  return TRUE;
}

/**
 * tb_firmware_manifest_new:
 * @vendor: who makes the devices
 * @model: for which devices it is
 * @version: 1 to %TB_FIRMWARE_MAX_VERSION
 * @payload: the firmware itself
 * @created_us: now, unix time; rounded down to a second
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what is to be signed about @payload; %NULL with %TB_CRYPTO_ERROR_MALFORMED when something is out of bounds
 */
TbFirmwareManifest *
tb_firmware_manifest_new (const char *vendor, const char *model, guint version, GBytes *payload, gint64 created_us, GError **error)
{
  g_autoptr (TbFirmwareManifest) manifest = g_new0 (TbFirmwareManifest, 1);

  manifest->vendor = g_strdup (vendor);
  manifest->model = g_strdup (model);
  manifest->version = version;
  manifest->size_bytes = g_bytes_get_size (payload);
  manifest->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, payload);
  manifest->created_us = created_us / TB_US_PER_SECOND * TB_US_PER_SECOND;
  return check (manifest, error) ? g_steal_pointer (&manifest) : NULL;
}

/* Digits alone: GLib would take what follows them. */
static gboolean
read_number (GKeyFile *file, const char *key, guint64 most, guint64 *number)
{
  g_autofree char *text = g_key_file_get_value (file, GROUP, key, NULL);

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, most, number, NULL);
}

static gboolean
read_moment (GKeyFile *file, gint64 *unix_us, GError **error)
{
  g_autofree char *text = g_key_file_get_value (file, GROUP, "Created", NULL);

  if (text == NULL || !tb_units_parse_moment (text, unix_us, NULL))
    return complain (error, "Created", "a time such as 2026-03-02T06:00:00Z");
  return TRUE;
}

static gboolean
read_numbers (GKeyFile *file, TbFirmwareManifest *manifest, GError **error)
{
  guint64 version = 0;

  if (!read_number (file, "Version", TB_FIRMWARE_MAX_VERSION, &version))
    return complain (error, "Version", "a whole number from 1 to 65535");
  if (!read_number (file, "Size", TB_FIRMWARE_MAX_PAYLOAD_BYTES, &manifest->size_bytes))
    return complain (error, "Size", "a number of bytes from 1 to 67108864");
  manifest->version = (guint) version;
  return read_moment (file, &manifest->created_us, error);
}

/**
 * tb_firmware_manifest_read:
 * @text: a manifest's bytes
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what it says; %NULL with %TB_CRYPTO_ERROR_MALFORMED and the key that is missing or wrong
 */
TbFirmwareManifest *
tb_firmware_manifest_read (GBytes *text, GError **error)
{
  g_autoptr (TbFirmwareManifest) manifest = g_new0 (TbFirmwareManifest, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_bytes (file, text, G_KEY_FILE_NONE, NULL))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "This is no manifest of firmware: a key file is expected");
      return NULL;
    }
  manifest->vendor = g_key_file_get_string (file, GROUP, "Vendor", NULL);
  manifest->model = g_key_file_get_string (file, GROUP, "Model", NULL);
  manifest->sha256 = g_key_file_get_string (file, GROUP, "Sha256", NULL);
  if (!read_numbers (file, manifest, error) || !check (manifest, error))
    return NULL;
  return g_steal_pointer (&manifest);
}

/**
 * tb_firmware_manifest_write:
 * @manifest: a manifest
 *
 * Returns: (transfer full): its text, always the same
 */
GBytes *
tb_firmware_manifest_write (const TbFirmwareManifest *manifest)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *created = tb_units_format_moment (manifest->created_us);
  char *text;
  gsize n;

  g_key_file_set_string (file, GROUP, "Vendor", manifest->vendor);
  g_key_file_set_string (file, GROUP, "Model", manifest->model);
  g_key_file_set_uint64 (file, GROUP, "Version", manifest->version);
  g_key_file_set_uint64 (file, GROUP, "Size", manifest->size_bytes);
  g_key_file_set_string (file, GROUP, "Sha256", manifest->sha256);
  g_key_file_set_string (file, GROUP, "Created", created);
  text = g_key_file_to_data (file, &n, NULL);
  return g_bytes_new_take (text, n);
}

/* --- signing --- */

static GBytes *
encode (CMS_ContentInfo *cms)
{
  guchar *der = NULL;
  int n = i2d_CMS_ContentInfo (cms, &der);
  GBytes *bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return bytes;
}

/* Borrows the certificates. */
static X509Stack *
list_above (TbIdentity *signer)
{
  GPtrArray *above = tb_identity_get_intermediates (signer);
  X509Stack *stack = sk_X509_new_null ();

  for (guint i = 0; i < above->len; i++)
    sk_X509_push (stack, tb_certificate_get_x509 (g_ptr_array_index (above, i)));
  return stack;
}

static GBytes *
sign (GBytes *manifest, TbIdentity *signer)
{
  g_autoptr (EVP_PKEY) key = tb_key_dup_for_job (tb_identity_get_key (signer));
  g_autoptr (BIO) data = BIO_new_mem_buf (g_bytes_get_data (manifest, NULL), (int) g_bytes_get_size (manifest));
  X509 *certificate = tb_certificate_get_x509 (tb_identity_get_certificate (signer));
  X509Stack *above = list_above (signer);
  g_autoptr (CMS_ContentInfo) cms = NULL;

  if (key != NULL && data != NULL)
    cms = CMS_sign_ex (certificate, key, above, data, SIGN_FLAGS, tb_crypto_get_libctx (tb_key_get_crypto (tb_identity_get_key (signer))), NULL);
  sk_X509_free (above);
  return cms != NULL ? encode (cms) : NULL;
}

/**
 * tb_firmware_sign:
 * @manifest: what to sign
 * @signer: a certificate with its key; what leads from there to the root goes along
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @error: return location
 *
 * Signs whatever it is given with whatever certificate: what that is worth is for the verifier to say.
 *
 * Returns: (transfer full) (nullable): a CMS SignedData, DER; %NULL with %TB_CRYPTO_ERROR_FAILED, which is how a key ends that CMS cannot use
 */
GBytes *
tb_firmware_sign (GBytes *manifest, TbIdentity *signer, TbStream *stream, GError **error)
{
  GBytes *envelope;
  TbJob job;

  ERR_clear_error ();
  tb_job_enter_stream (&job, stream);
  envelope = sign (manifest, signer);
  tb_job_leave (&job);
  if (envelope == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign firmware with the key of %s",
                         tb_certificate_get_common_name (tb_identity_get_certificate (signer)));
  return envelope;
}

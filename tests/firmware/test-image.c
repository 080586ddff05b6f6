/* A manifest says all it has to, reads as it was written, and whatever else is handed over as one is refused with the key that is wrong. */
#include "firmware-fixture.h"

#include <string.h>

static const char good[] = "[Firmware]\nVendor=House\nModel=lock\nVersion=3\nSize=8\n"
                           "Sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nCreated=2026-03-02T06:00:00Z\n";

/* The good one with a line of it written differently. */
static GBytes *
vary (const char *line, const char *instead)
{
  GString *text = g_string_new (good);

  g_assert_cmpuint (g_string_replace (text, line, instead, 1), ==, 1);
  return g_string_free_to_bytes (text);
}

static void
a_manifest_reads_as_it_was_written (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = g_bytes_new_static (good, strlen (good)), again = NULL;
  g_autoptr (TbFirmwareManifest) manifest = tb_firmware_manifest_read (text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (manifest->vendor, ==, "House");
  g_assert_cmpstr (manifest->model, ==, "lock");
  g_assert_cmpuint (manifest->version, ==, 3);
  g_assert_cmpuint (manifest->size_bytes, ==, 8);
  again = tb_firmware_manifest_write (manifest);
  pki_assert_same_bytes (again, text);
}

static const struct
{
  const char *line;
  const char *instead;
  const char *named;
} bad[] = {
  { "Vendor=House\n", "", "Vendor" },
  { "Vendor=House", "Vendor=", "Vendor" },
  { "Vendor=House", "Vendor=a\\nb", "Vendor" },
  { "Model=lock", "Model=0123456789012345678901234567890123456789012345678901234567890123456789", "Model" },
  { "Version=3", "Version=0", "Version" },
  { "Version=3", "Version=65536", "Version" },
  { "Version=3", "Version=-1", "Version" },
  { "Version=3", "Version=3.1", "Version" },
  { "Version=3\n", "", "Version" },
  { "Size=8", "Size=0", "Size" },
  { "Size=8", "Size=67108865", "Size" },
  { "Size=8", "Size=8 bytes", "Size" },
  { "Sha256=01", "Sha256=", "Sha256" },
  { "Sha256=01", "Sha256=AB", "Sha256" },
  { "Created=2026-03-02T06:00:00Z", "Created=yesterday", "Created" },
  { "[Firmware]", "[Software]", "Version" },
  { "[Firmware]", "Firmware", "key file" },
};

static void
a_bad_manifest_names_what_is_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) text = vary (bad[i].line, bad[i].instead);
      g_autoptr (TbFirmwareManifest) manifest = tb_firmware_manifest_read (text, &error);

      g_assert_null (manifest);
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
      if (strstr (error->message, bad[i].named) == NULL)
        g_error ("\"%s\" does not name %s", error->message, bad[i].named);
    }
}

static void
a_manifest_is_made_of_sane_things_only (void)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("x", 1), nothing = g_bytes_new_static ("", 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_firmware_manifest_new ("House", "lock", 0, payload, START_US, NULL));
  g_assert_null (tb_firmware_manifest_new ("House", "lock", 65536, payload, START_US, NULL));
  g_assert_null (tb_firmware_manifest_new ("House", "\xff", 1, payload, START_US, NULL));
  g_assert_null (tb_firmware_manifest_new ("House", "lock", 1, nothing, START_US, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/firmware-image/round-trip", a_manifest_reads_as_it_was_written);
  g_test_add_func ("/firmware-image/bad", a_bad_manifest_names_what_is_wrong);
  g_test_add_func ("/firmware-image/made", a_manifest_is_made_of_sane_things_only);
  return g_test_run ();
}

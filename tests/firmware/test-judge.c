/* A device installs what its maker has signed for it, newer than what it has, and nothing else; each refusal names the check that failed. */
#include "firmware-fixture.h"

#include <string.h>

static void
good_firmware_is_accepted (FirmwareFixture *f, gconstpointer unused)
{
  g_autoptr (TbFirmwareVerdict) verdict = firmware_judge (f, f->envelope, f->payload);
  g_autoptr (GBytes) manifest = firmware_manifest (f, MODEL, 3), again = firmware_sign (manifest, f->signer);

  g_assert_true (verdict->accepted);
  g_assert_cmpstr (tb_certificate_get_common_name (verdict->signer), ==, "House Firmware");
  g_assert_cmpuint (verdict->manifest->version, ==, 3);
  g_assert_cmpint (verdict->manifest->created_us, ==, START_US);
  g_assert_cmpuint (tb_checks_get_n (verdict->checks), >, 20);
  pki_assert_same_bytes (f->envelope, again);
}

static void
unsigned_firmware_is_refused (FirmwareFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) manifest = firmware_manifest (f, MODEL, 3);

  firmware_assert_verdict (f, manifest, f->payload, "unsigned", "signed");
}

static void
altered_firmware_is_refused (FirmwareFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) flipped = pki_flip (f->payload, 3, 1), cut = pki_truncate (f->payload, 7);
  const char *at = memmem (g_bytes_get_data (f->envelope, NULL), g_bytes_get_size (f->envelope), "Version=3", 9);
  g_autoptr (GBytes) other = pki_flip (f->envelope, (gsize) (at - (const char *) g_bytes_get_data (f->envelope, NULL)) + 8, 3 ^ 4);

  firmware_assert_verdict (f, f->envelope, flipped, "altered", "payload-digest");
  firmware_assert_verdict (f, f->envelope, cut, "altered", "size");
  firmware_assert_verdict (f, other, f->payload, "altered", "manifest-signature");
}

static void
old_firmware_is_refused (FirmwareFixture *f, gconstpointer unused)
{
  f->terms.installed_version = 4;
  firmware_assert_verdict (f, f->envelope, f->payload, "rolled-back", "firmware-version");
  f->terms.installed_version = 3;
  firmware_assert_verdict (f, f->envelope, f->payload, "same-version", "firmware-version");
  f->terms.installed_version = 0;
  firmware_assert_verdict (f, f->envelope, f->payload, "", "");
}

/* A certificate that says all the right things, from somebody nobody here trusts. */
static void
a_strangers_firmware_is_refused (FirmwareFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) manifest = firmware_manifest (f, MODEL, 3), forged = NULL;
  TbIssueTerms terms = pki_terms (TB_PROFILE_CODE_SIGNING);
  TbStream root_stream = pki_stream ("stranger"), stream = pki_stream ("stranger/signer");
  g_autoptr (TbAuthority) root = tb_authority_new_root (f->pki.crypto, "House Root", TB_KEY_P256, START_US - DAY_US, START_US + 100 * DAY_US, &root_stream, NULL);
  g_autoptr (TbAuthority) issuing = NULL;
  g_autoptr (TbIdentity) signer = NULL;
  TbStream issuing_stream = pki_stream ("stranger/issuing");

  issuing = tb_authority_new_issuing (root, "House Devices", TB_KEY_P256, START_US - DAY_US, START_US + 100 * DAY_US, &issuing_stream, NULL);
  signer = tb_authority_issue_identity (issuing, TB_KEY_P256, "House Firmware", NULL, &terms, &stream, NULL);
  forged = firmware_sign (manifest, signer);
  firmware_assert_verdict (f, forged, f->payload, "wrong-key", "signature");
}

static void
firmware_is_signed_by_whoever_is_for_that (FirmwareFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) manifest = firmware_manifest (f, MODEL, 3);
  g_autoptr (TbIdentity) broker = pki_issue (&f->pki, TB_PROFILE_SERVICE, "broker", "broker");
  g_autoptr (GBytes) by_broker = firmware_sign (manifest, broker);

  firmware_assert_verdict (f, by_broker, f->payload, "wrong-purpose", "extended-key-usage");
}

static void
firmware_for_others_is_refused (FirmwareFixture *f, gconstpointer unused)
{
  f->terms.model = "camera";
  firmware_assert_verdict (f, f->envelope, f->payload, "wrong-model", "model");
  f->terms.vendor = "Utility";
  firmware_assert_verdict (f, f->envelope, f->payload, "wrong-model", "vendor");
  f->terms.vendor = f->terms.model = NULL;
  firmware_assert_verdict (f, f->envelope, f->payload, "", "");
}

/* The certificate lives for 90 days; the manifest was made on the first of them. */
static void
which_clock_counts_is_for_the_device_to_say (FirmwareFixture *f, gconstpointer unused)
{
  f->terms.unix_us = START_US + 91 * DAY_US;
  firmware_assert_verdict (f, f->envelope, f->payload, "expired", "validity");
  f->terms.at_signing_time = TRUE;
  firmware_assert_verdict (f, f->envelope, f->payload, "", "");
  f->terms.unix_us = START_US - DAY_US / 2;
  firmware_assert_verdict (f, f->envelope, f->payload, "not-yet-valid", "signing-time");
  f->terms.at_signing_time = FALSE;
  firmware_assert_verdict (f, f->envelope, f->payload, "not-yet-valid", "validity");
}

static void
a_signed_text_that_is_no_manifest_is_refused (FirmwareFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("[Firmware]\nVersion=3\n", 21);
  g_autoptr (GBytes) envelope = firmware_sign (text, f->signer);

  firmware_assert_verdict (f, envelope, f->payload, "malformed", "manifest");
}

static void
truncated_envelopes_are_refused (FirmwareFixture *f, gconstpointer unused)
{
  g_autofree char *large = g_strnfill (TB_FIRMWARE_MAX_ENVELOPE_BYTES + 1, '0');
  g_autoptr (GBytes) too_large = g_bytes_new_static (large, TB_FIRMWARE_MAX_ENVELOPE_BYTES + 1);

  for (gsize i = 0; i < g_bytes_get_size (f->envelope); i += 7)
    {
      g_autoptr (GBytes) cut = pki_truncate (f->envelope, i);

      firmware_assert_verdict (f, cut, f->payload, "malformed", "envelope");
    }
  firmware_assert_verdict (f, too_large, f->payload, "malformed", "envelope");
}

/* A changed bit may leave what does not matter as it was: then the manifest is still the same. */
static void
no_changed_bit_makes_other_firmware_good (FirmwareFixture *f, gconstpointer unused)
{
  for (gsize i = 0; i < g_bytes_get_size (f->envelope); i += 3)
    {
      g_autoptr (GBytes) changed = pki_flip (f->envelope, i, (guint8) (1 << i % 8));
      g_autoptr (TbFirmwareVerdict) verdict = firmware_judge (f, changed, f->payload);

      if (verdict->accepted)
        g_assert_cmpuint (verdict->manifest->version, ==, 3);
    }
}

#define ADD(name, func) g_test_add ("/firmware-judge/" name, FirmwareFixture, NULL, firmware_fixture_set_up, func, firmware_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("good", good_firmware_is_accepted);
  ADD ("unsigned", unsigned_firmware_is_refused);
  ADD ("altered", altered_firmware_is_refused);
  ADD ("old", old_firmware_is_refused);
  ADD ("stranger", a_strangers_firmware_is_refused);
  ADD ("purpose", firmware_is_signed_by_whoever_is_for_that);
  ADD ("others", firmware_for_others_is_refused);
  ADD ("clock", which_clock_counts_is_for_the_device_to_say);
  ADD ("no-manifest", a_signed_text_that_is_no_manifest_is_refused);
  ADD ("truncated", truncated_envelopes_are_refused);
  ADD ("changed", no_changed_bit_makes_other_firmware_good);
  return g_test_run ();
}

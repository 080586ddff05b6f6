/* firmware-fixture: see the header. */
#include "firmware-fixture.h"

#include <string.h>

void
firmware_fixture_set_up (FirmwareFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) manifest = NULL;

  pki_fixture_set_up (&f->pki, GUINT_TO_POINTER (TB_KEY_P256));
  f->signer = pki_issue (&f->pki, TB_PROFILE_CODE_SIGNING, "House Firmware", NULL);
  f->payload = g_bytes_new_static ("firmware", 8);
  manifest = firmware_manifest (f, MODEL, 3);
  f->envelope = firmware_sign (manifest, f->signer);
  f->terms = (TbFirmwareTerms) { f->pki.anchors, START_US + DAY_US, FALSE, VENDOR, MODEL, 2 };
}

void
firmware_fixture_tear_down (FirmwareFixture *f, gconstpointer unused)
{
  g_bytes_unref (f->envelope);
  g_bytes_unref (f->payload);
  tb_identity_unref (f->signer);
  pki_fixture_tear_down (&f->pki, GUINT_TO_POINTER (TB_KEY_P256));
}

GBytes *
firmware_manifest (FirmwareFixture *f, const char *model, guint version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbFirmwareManifest) manifest = tb_firmware_manifest_new (VENDOR, model, version, f->payload, START_US, &error);

  g_assert_no_error (error);
  return tb_firmware_manifest_write (manifest);
}

GBytes *
firmware_sign (GBytes *manifest, TbIdentity *signer)
{
  g_autoptr (GError) error = NULL;
  TbStream stream = pki_stream ("firmware");
  GBytes *envelope = tb_firmware_sign (manifest, signer, &stream, &error);

  g_assert_no_error (error);
  return envelope;
}

TbFirmwareVerdict *
firmware_judge (FirmwareFixture *f, GBytes *envelope, GBytes *payload)
{
  g_autoptr (GError) error = NULL;
  TbFirmwareVerdict *verdict = tb_firmware_judge (f->pki.crypto, envelope, payload, &f->terms, &error);

  g_assert_no_error (error);
  g_assert_true (verdict->accepted == (tb_firmware_verdict_get_failure (verdict) == NULL));
  g_assert_true (verdict->accepted == (strcmp (verdict->reason, "") == 0));
  return verdict;
}

/* @failing: code of the check that decides, "" when all are good */
void
firmware_assert_verdict (FirmwareFixture *f, GBytes *envelope, GBytes *payload, const char *reason, const char *failing)
{
  g_autoptr (TbFirmwareVerdict) verdict = firmware_judge (f, envelope, payload);
  const TbCheck *failure = tb_firmware_verdict_get_failure (verdict);

  g_assert_cmpstr (verdict->reason, ==, reason);
  g_assert_cmpstr (failure != NULL ? failure->rule->code : "", ==, failing);
}

/* Fuzzes the judge of firmware: whatever arrives as a signed manifest is answered with a reason, and nothing but what was signed is ever accepted. */
#include "fuzz.h"

#include <string.h>

#include <openssl/err.h>

#include "firmware-fixture.h"

/* Made once, and kept to the end. */
static FirmwareFixture *
get_fixture (void)
{
  static FirmwareFixture fixture;

  if (fixture.envelope == NULL)
    firmware_fixture_set_up (&fixture, NULL);
  return &fixture;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  FirmwareFixture *f = get_fixture ();
  g_autoptr (GBytes) envelope = g_bytes_new (data, n_bytes);
  g_autoptr (TbFirmwareVerdict) verdict = firmware_judge (f, envelope, f->payload);

  for (guint i = 0; i < tb_checks_get_n (verdict->checks); i++)
    g_assert_nonnull (tb_checks_get (verdict->checks, i)->rule);
  if (verdict->accepted)
    {
      g_assert_cmpuint (verdict->manifest->version, ==, 3);
      g_assert_cmpstr (verdict->manifest->model, ==, MODEL);
    }
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  FirmwareFixture *f = get_fixture ();
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, g_bytes_ref (f->envelope));
  g_ptr_array_add (seeds, firmware_manifest (f, MODEL, 3));
  return seeds;
}

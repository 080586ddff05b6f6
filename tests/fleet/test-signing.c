/* A device signs on the bench with the key of its certificate; its own key verifies that, another's does not; the record is enough to see every value again. */
#include <string.h>

#include "fleet-fixture.h"
#include "tb-signed.h"

#define MINUTE TB_US_PER_MINUTE

static void
sign (House *house, guint32 device, guint32 verifier, const char *flips)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_sign (house->world, device, verifier, "open", NULL, flips, &error), error);
  house_play (house, tb_world_get_time (house->world));
}

static TbSigned *
get (House *house, guint nth)
{
  const TbRecord *record = house_find (house, TB_RECORD_BENCH_SIGNED, house->locks, nth);
  TbSigned *one = tb_signed_decode (tb_journal_get_payload (house->journal, record->payload));

  g_assert_nonnull (one);
  return one;
}

static void
its_own_key_verifies_and_anothers_does_not (House *house, gconstpointer unused)
{
  g_autoptr (TbSigned) own = NULL, other = NULL, touched = NULL, broker = NULL;

  house_play (house, MINUTE);
  sign (house, house->locks, house->locks, NULL);
  sign (house, house->locks, house->locks + 1, NULL);
  sign (house, house->locks, house->locks, "message:3");
  sign (house, house->locks, house->broker, NULL);
  own = get (house, 0);
  other = get (house, 1);
  touched = get (house, 2);
  broker = get (house, 3);
  g_assert_cmpstr (own->noticed, ==, "");
  g_assert_cmpstr (other->noticed, ==, "compare");
  g_assert_cmpstr (touched->noticed, ==, "compare");
  g_assert_cmpstr (broker->noticed, ==, "compare");
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (house_find (house, TB_RECORD_BENCH_SIGNED, house->locks, i)->detail, ==, i == 0);
  g_assert_cmpuint (house_find (house, TB_RECORD_BENCH_SIGNED, house->locks, 1)->object, ==, house->locks + 1);
  g_assert_cmpint (house_find (house, TB_RECORD_BENCH_SIGNED, house->locks, 0)->value, >, 0);
  g_assert_false (g_bytes_equal (own->signature, other->signature));
}

static void
the_record_is_enough_to_see_it_again (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbSigned) one = NULL;
  g_autoptr (TbSignBench) bench = NULL;
  g_autoptr (TbKey) key = NULL;
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  TbStream stream;

  house_play (house, MINUTE);
  sign (house, house->locks, house->locks + 1, "signature:100");
  one = get (house, 0);
  tb_stream_initf (&stream, 7, "key/%u/%u", house->locks, 0);
  key = tb_key_generate (crypto, TB_KEY_P256, &stream, &error);
  g_assert_true (g_bytes_equal (tb_key_get_spki (key), one->signer));
  bench = tb_signed_repeat (one, crypto, 7, house->locks, key, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bench->signature, one->signature));
  g_assert_cmpstr (((const TbSignStep *) g_ptr_array_index (bench->steps, (guint) bench->noticed))->code, ==, one->noticed);
}

static void
refused (gboolean done, GError **error, const char *why)
{
  g_assert_false (done);
  g_assert_nonnull (strstr ((*error)->message, why));
  g_clear_error (error);
}

static void
what_cannot_be_is_refused_with_the_reason (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  TbWorld *world = house->world;
  guint32 lock = house->locks;

  refused (tb_world_sign (world, lock, lock, "open", NULL, NULL, &error), &error, "lock-01");
  house_play (house, MINUTE);
  refused (tb_world_sign (world, house->broker, lock, "open", NULL, NULL, &error), &error, "broker is no device");
  refused (tb_world_sign (world, lock, house->eavesdropper, "open", NULL, NULL, &error), &error, "has no certificate");
  refused (tb_world_sign (world, lock, lock, "open", "rsa-pss", NULL, &error), &error, "RSA-PSS cannot be done with a key of kind P-256");
  refused (tb_world_sign (world, lock, lock, "open", "dsa", NULL, &error), &error, "no scheme");
  refused (tb_world_sign (world, lock, lock, "open", NULL, "message", &error), &error, "message:3");
  refused (tb_world_sign (world, lock, lock, "open", NULL, "message:32", &error), &error, "there is no bit 32");
  g_assert_cmpuint (house_count (house, TB_RECORD_BENCH_SIGNED, TB_NOBODY), ==, 0);
  house_do (tb_world_power (world, lock, FALSE, &error), error);
  refused (tb_world_sign (world, lock, lock, "open", NULL, NULL, &error), &error, "switched off");
}

static void
junk_is_no_signature (House *house, gconstpointer unused)
{
  g_autoptr (GBytes) junk = g_bytes_new_static ("junk", 4), whole = NULL;
  gsize n_bytes;

  house_play (house, MINUTE);
  sign (house, house->locks, house->locks, NULL);
  whole = g_bytes_ref (tb_journal_get_payload (house->journal, house_find (house, TB_RECORD_BENCH_SIGNED, house->locks, 0)->payload));
  n_bytes = g_bytes_get_size (whole);
  g_assert_null (tb_signed_decode (junk));
  for (gsize n = 0; n + 200 < n_bytes; n++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, n);

      g_assert_null (tb_signed_decode (part));
    }
}

#define ADD(name, func) g_test_add ("/signing/" name, House, NULL, house_set_up, func, house_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("verified", its_own_key_verifies_and_anothers_does_not);
  ADD ("again", the_record_is_enough_to_see_it_again);
  ADD ("refused", what_cannot_be_is_refused_with_the_reason);
  ADD ("junk", junk_is_no_signature);
  return g_test_run ();
}

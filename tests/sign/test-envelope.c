/* What is encrypted to a key is read by its owner and by nobody else, and whatever is touched on the way is noticed. The envelope itself fails where its steps
 * and OpenSSL disagree. */
#include <string.h>

#include "sign-fixture.h"
#include "tb-envelope.h"

static SignFixture shared;

static TbKey *
get_key (TbKey **keys, TbEnvelopeScheme scheme)
{
  return keys[scheme == TB_ENVELOPE_RSA_OAEP ? TB_SIGN_RSA_PKCS1 : TB_SIGN_ECDSA];
}

static TbEnvelope *
run_terms (TbEnvelopeScheme scheme, GBytes *sealed, const TbSignFlip *flips, guint n_flips)
{
  g_autoptr (GError) error = NULL;
  TbStream stream = sign_stream ("envelope");
  TbEnvelopeTerms terms = { scheme, get_key (shared.keys, scheme), get_key (shared.others, scheme), sealed == NULL ? shared.message : NULL, sealed, flips, n_flips };
  TbEnvelope *envelope = tb_envelope_new (shared.crypto, &terms, &stream, &error);

  g_assert_no_error (error);
  g_assert_cmpint (envelope->opened != NULL, ==, envelope->noticed < 0);
  return envelope;
}

static gboolean
reads (const TbEnvelope *envelope, const char *who)
{
  for (guint i = 0; i < envelope->readers->len; i++)
    if (strcmp (g_array_index (envelope->readers, TbEnvelopeReader, i).code, who) == 0)
      return g_array_index (envelope->readers, TbEnvelopeReader, i).reads;
  g_assert_not_reached ();
}

static void
the_owner_reads_it_and_nobody_else (void)
{
  static const char *const steps[] = { "message encode encrypt send open padding verdict",
                                       "message ephemeral agree derive encrypt send open agree derive compare verdict" };

  for (guint scheme = 0; scheme < TB_ENVELOPE_N_SCHEMES; scheme++)
    {
      g_autoptr (TbEnvelope) envelope = run_terms (scheme, NULL, NULL, 0), again = run_terms (scheme, NULL, NULL, 0);
      g_autofree char *codes = sign_list_codes (envelope->steps);

      g_assert_cmpstr (codes, ==, steps[scheme]);
      g_assert_true (g_bytes_equal (envelope->opened, shared.message));
      g_assert_true (g_bytes_equal (envelope->sealed, again->sealed));
      g_assert_true (reads (envelope, "owner"));
      g_assert_false (reads (envelope, "other"));
      g_assert_false (reads (envelope, "eavesdropper"));
    }
}

static void
any_bit_touched_is_noticed (void)
{
  static const struct { TbEnvelopeScheme scheme; const char *what; gsize n_bits; gsize step; } rows[] = {
    { TB_ENVELOPE_RSA_OAEP, "sealed", 2048, 97 }, { TB_ENVELOPE_ECDH, "ephemeral", 520, 13 }, { TB_ENVELOPE_ECDH, "nonce", 96, 7 },
    { TB_ENVELOPE_ECDH, "ciphertext", 13 * 8, 7 }, { TB_ENVELOPE_ECDH, "tag", 128, 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize bit = 0; bit < rows[i].n_bits; bit += rows[i].step)
      {
        const TbSignFlip flip = { rows[i].what, bit };
        g_autoptr (TbEnvelope) envelope = run_terms (rows[i].scheme, NULL, &flip, 1);

        g_assert_null (envelope->opened);
        g_assert_false (reads (envelope, "owner"));
        g_assert_true (strcmp (sign_get_noticing (envelope->steps), "verdict") != 0);
      }
}

static void
truncated_envelopes_are_noticed (void)
{
  for (guint scheme = 0; scheme < TB_ENVELOPE_N_SCHEMES; scheme++)
    {
      g_autoptr (TbEnvelope) whole = run_terms (scheme, NULL, NULL, 0);
      gsize n_bytes = g_bytes_get_size (whole->sealed);

      for (gsize n = 0; n < n_bytes; n += 11)
        {
          g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole->sealed, 0, n);
          g_autoptr (TbEnvelope) envelope = run_terms (scheme, part, NULL, 0);

          g_assert_null (envelope->opened);
        }
    }
}

static void
both_sides_agree_on_one_secret (void)
{
  g_autoptr (TbEnvelope) envelope = run_terms (TB_ENVELOPE_ECDH, NULL, NULL, 0);
  GBytes *first = NULL;
  guint n = 0;

  for (guint i = 0; i < envelope->steps->len; i++)
    {
      const TbSignStep *step = g_ptr_array_index (envelope->steps, i);

      if (strcmp (step->code, "agree") != 0)
        continue;
      if (n++ == 0)
        first = tb_sign_step_find_value (step, "Z")->bytes;
      else
        g_assert_true (g_bytes_equal (first, tb_sign_step_find_value (step, "Z")->bytes));
    }
  g_assert_cmpuint (n, ==, 2);
}

static void
expect_refused (const TbEnvelopeTerms *terms, const char *text)
{
  g_autoptr (GError) error = NULL;
  TbStream stream = sign_stream ("envelope");
  g_autoptr (TbEnvelope) envelope = tb_envelope_new (shared.crypto, terms, &stream, &error);

  g_assert_null (envelope);
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, text));
}

static void
what_cannot_be_is_refused_with_a_sentence (void)
{
  static const TbSignFlip unknown = { "tag", 0 }, beyond = { "tag", 128 };
  g_autofree guint8 *zeros = g_malloc0 (191);
  g_autoptr (GBytes) longest = g_bytes_new (zeros, 190), longer = g_bytes_new (zeros, 191);
  TbEnvelopeTerms terms = { .scheme = TB_ENVELOPE_RSA_OAEP, .owner = shared.keys[TB_SIGN_RSA_PSS], .message = longer };
  TbStream stream = sign_stream ("envelope");
  g_autoptr (TbEnvelope) most = NULL;

  expect_refused (&terms, "at most 190");
  terms.message = longest;
  most = tb_envelope_new (shared.crypto, &terms, &stream, NULL);
  g_assert_true (g_bytes_equal (most->opened, longest));
  terms.message = NULL;
  expect_refused (&terms, "something sealed");
  terms = (TbEnvelopeTerms) { .scheme = TB_ENVELOPE_RSA_OAEP, .owner = shared.keys[TB_SIGN_ECDSA], .message = shared.message };
  expect_refused (&terms, "cannot be done with a key of kind P-256");
  terms = (TbEnvelopeTerms) { .scheme = TB_ENVELOPE_RSA_OAEP, .owner = shared.keys[TB_SIGN_RSA_PSS], .message = shared.message, .flips = &unknown, .n_flips = 1 };
  expect_refused (&terms, "cannot be touched");
  terms = (TbEnvelopeTerms) { .scheme = TB_ENVELOPE_ECDH, .owner = shared.keys[TB_SIGN_ECDSA], .message = shared.message, .flips = &beyond, .n_flips = 1 };
  expect_refused (&terms, "there is no bit 128");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/envelope/owner", the_owner_reads_it_and_nobody_else);
  g_test_add_func ("/envelope/flip", any_bit_touched_is_noticed);
  g_test_add_func ("/envelope/truncated", truncated_envelopes_are_noticed);
  g_test_add_func ("/envelope/agree", both_sides_agree_on_one_secret);
  g_test_add_func ("/envelope/refused", what_cannot_be_is_refused_with_a_sentence);
  sign_fixture_set_up (&shared, NULL);
  status = g_test_run ();
  sign_fixture_tear_down (&shared, NULL);
  return status;
}

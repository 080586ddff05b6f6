/* The bench tells what OpenSSL says, by true values: what is sent is accepted, what is touched is refused, and the step that notices is the one that
 * can. The bench itself fails where its steps and OpenSSL disagree, so that every one of these thousands of signatures is a comparison. */
#include <string.h>

#include "sign-fixture.h"

static const char *const expected_steps[] = {
  [TB_SIGN_RSA_PKCS1] = "message digest encode sign send key digest-again open padding compare verdict",
  [TB_SIGN_RSA_PSS] = "message digest encode sign send key digest-again open padding compare verdict",
  [TB_SIGN_ECDSA] = "message digest sign send key digest-again open point compare verdict",
  [TB_SIGN_ED25519] = "message sign send key open point compare verdict",
};

static TbSignBench *
run_terms (SignFixture *f, const TbSignTerms *terms)
{
  g_autoptr (GError) error = NULL;
  TbStream stream = sign_stream ("signature");
  TbSignBench *bench = tb_sign_bench_new (f->crypto, terms, &stream, &error);

  g_assert_no_error (error);
  g_assert_cmpint (bench->accepted, ==, bench->noticed < 0);
  return bench;
}

static TbSignTerms
make_terms (SignFixture *f, TbSignScheme scheme)
{
  return (TbSignTerms) { .scheme = scheme, .signer = f->keys[scheme], .message = f->message };
}

static TbSignBench *
flip_one (SignFixture *f, TbSignScheme scheme, GBytes *signature, const char *step, gsize bit)
{
  const TbSignFlip flip = { step, bit };
  TbSignTerms terms = make_terms (f, scheme);

  terms.signature = signature;
  terms.flips = &flip;
  terms.n_flips = 1;
  return run_terms (f, &terms);
}

static void
what_is_sent_is_accepted (SignFixture *f, gconstpointer data)
{
  for (guint scheme = 0; scheme < TB_SIGN_N_SCHEMES; scheme++)
    {
      TbSignTerms terms = make_terms (f, scheme);
      g_autoptr (TbSignBench) bench = run_terms (f, &terms);
      g_autofree char *codes = sign_list_codes (bench->steps);

      g_assert_true (bench->accepted);
      g_assert_cmpstr (codes, ==, expected_steps[scheme]);
    }
}

static void
another_key_does_not_verify (SignFixture *f, gconstpointer data)
{
  static const char *const noticing[] = { "padding", "padding", "compare", "compare" };

  for (guint scheme = 0; scheme < TB_SIGN_N_SCHEMES; scheme++)
    {
      TbSignTerms terms = make_terms (f, scheme);
      g_autoptr (TbSignBench) bench = NULL;
      const char *noticed;

      terms.verifier = f->others[scheme];
      bench = run_terms (f, &terms);
      noticed = sign_get_noticing (bench->steps);
      g_assert_false (bench->accepted);
      g_assert_true (strcmp (noticed, noticing[scheme]) == 0 || (tb_key_algorithm_is_rsa (tb_key_get_algorithm (terms.signer)) && strcmp (noticed, "open") == 0));
    }
}

static void
an_altered_message_is_noticed_where_digests_meet (SignFixture *f, gconstpointer data)
{
  for (guint scheme = 0; scheme < TB_SIGN_N_SCHEMES; scheme++)
    for (gsize bit = 0; bit < 8 * g_bytes_get_size (f->message); bit += 13)
      {
        g_autoptr (TbSignBench) bench = flip_one (f, scheme, NULL, "message", bit);

        g_assert_cmpstr (sign_get_noticing (bench->steps), ==, "compare");
      }
}

static void
what_the_sender_signs_wrongly_it_does_not_notice (SignFixture *f, gconstpointer data)
{
  static const struct { TbSignScheme scheme; const char *step; gsize bit; const char *noticing; } rows[] = {
    { TB_SIGN_RSA_PKCS1, "digest", 0, "compare" }, { TB_SIGN_RSA_PKCS1, "digest", 255, "compare" }, { TB_SIGN_RSA_PSS, "digest", 100, "compare" },
    { TB_SIGN_ECDSA, "digest", 7, "compare" }, { TB_SIGN_RSA_PKCS1, "block", 15, "padding" }, { TB_SIGN_RSA_PKCS1, "block", 100, "padding" },
    { TB_SIGN_RSA_PKCS1, "block", 2047, "compare" }, { TB_SIGN_RSA_PSS, "block", 2047, "padding" }, { TB_SIGN_RSA_PSS, "block", 100, "padding" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TbSignBench) bench = flip_one (f, rows[i].scheme, NULL, rows[i].step, rows[i].bit);

      g_assert_cmpstr (sign_get_noticing (bench->steps), ==, rows[i].noticing);
    }
}

static void
the_receiver_finds_the_salt (SignFixture *f, gconstpointer data)
{
  TbSignTerms terms = make_terms (f, TB_SIGN_RSA_PSS);
  g_autoptr (TbSignBench) bench = run_terms (f, &terms);

  g_assert_cmpuint (g_bytes_get_size (sign_get (bench->steps, "encode", "salt")), ==, 32);
  g_assert_true (g_bytes_equal (sign_get (bench->steps, "encode", "salt"), sign_get (bench->steps, "padding", "salt")));
  g_assert_cmpuint (g_bytes_get_size (sign_get (bench->steps, "compare", "M'")), ==, 8 + 32 + 32);
}

static gboolean
is_known (const char *code)
{
  static const char *const codes[] = { "key", "open", "padding", "compare", NULL };

  return g_strv_contains (codes, code);
}

/* Few of the bits of RSA, whose numbers are long; a third of the others. */
static void
any_bit_of_the_signature_is_noticed (SignFixture *f, gconstpointer data)
{
  for (guint scheme = 0; scheme < TB_SIGN_N_SCHEMES; scheme++)
    {
      TbSignTerms terms = make_terms (f, scheme);
      g_autoptr (TbSignBench) whole = run_terms (f, &terms);
      gsize n_bits = 8 * g_bytes_get_size (whole->signature), step = scheme < TB_SIGN_ECDSA ? 29 : 3;

      for (gsize bit = 0; bit < n_bits; bit += step)
        {
          g_autoptr (TbSignBench) bench = flip_one (f, scheme, whole->signature, "signature", bit);

          g_assert_false (bench->accepted);
          g_assert_true (is_known (sign_get_noticing (bench->steps)));
        }
    }
}

/* A point may be written as 04 x y or, with y even, as 06 x y: that bit changes nothing. */
static gboolean
is_other_form_of_point (TbSignScheme scheme, gsize bit)
{
  return scheme == TB_SIGN_ECDSA && bit == 6;
}

static void
any_bit_of_the_key_is_noticed (SignFixture *f, gconstpointer data)
{
  static const gsize n_bits[] = { 2048, 2048, 65 * 8, 256 };

  for (guint scheme = 0; scheme < TB_SIGN_N_SCHEMES; scheme++)
    {
      TbSignTerms terms = make_terms (f, scheme);
      g_autoptr (TbSignBench) whole = run_terms (f, &terms);
      gsize step = scheme < TB_SIGN_ECDSA ? 29 : 3;

      for (gsize bit = 0; bit < n_bits[scheme]; bit += step)
        {
          g_autoptr (TbSignBench) bench = flip_one (f, scheme, whole->signature, "key", bit);

          g_assert_true (!bench->accepted || is_other_form_of_point (scheme, bit));
          g_assert_true (bench->accepted || is_known (sign_get_noticing (bench->steps)));
        }
    }
}

static void
truncated_and_odd_signatures_are_refused (SignFixture *f, gconstpointer data)
{
  for (guint scheme = 0; scheme < TB_SIGN_N_SCHEMES; scheme++)
    {
      TbSignTerms terms = make_terms (f, scheme);
      g_autoptr (TbSignBench) whole = run_terms (f, &terms);
      gsize n_bytes = g_bytes_get_size (whole->signature);
      const guint8 *bytes = g_bytes_get_data (whole->signature, NULL);

      for (gsize n = 0; n <= n_bytes + 1; n += n_bytes > 100 && n > 2 && n < n_bytes - 2 ? 9 : 1)
        {
          g_autofree guint8 *copy = g_malloc0 (n_bytes + 1);
          g_autoptr (TbSignBench) bench = NULL;

          memcpy (copy, bytes, n_bytes);
          g_clear_pointer (&terms.signature, g_bytes_unref);
          terms.signature = g_bytes_new (copy, n);
          bench = run_terms (f, &terms);
          g_assert_cmpint (bench->accepted, ==, n == n_bytes);
          g_assert_cmpstr (sign_get_noticing (bench->steps), ==, n == n_bytes ? "" : "open");
        }
      g_bytes_unref (terms.signature);
    }
}

static void
the_parts_of_the_padded_block_are_where_the_standard_has_them (SignFixture *f, gconstpointer data)
{
  TbSignTerms terms = make_terms (f, TB_SIGN_RSA_PKCS1);
  g_autoptr (TbSignBench) bench = run_terms (f, &terms);
  const TbSignStep *step = tb_sign_steps_find (bench->steps, "padding");
  static const struct { const char *name; gsize offset, n_bytes; guint8 first; } parts[] = {
    { "00 01", 0, 2, 0x00 }, { "PS", 2, 202, 0xff }, { "00", 204, 1, 0x00 }, { "T", 205, 51, 0x30 }, { "AlgorithmIdentifier", 207, 15, 0x30 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const TbSignValue *value = tb_sign_step_find_value (step, parts[i].name);

      g_assert_cmpstr (value->within, ==, "EM'");
      g_assert_cmpuint (value->offset, ==, parts[i].offset);
      g_assert_cmpuint (g_bytes_get_size (value->bytes), ==, parts[i].n_bytes);
      g_assert_cmpuint (*(const guint8 *) g_bytes_get_data (value->bytes, NULL), ==, parts[i].first);
    }
  g_assert_true (g_bytes_equal (sign_get (bench->steps, "padding", "H"), sign_get (bench->steps, "digest", "H(M)")));
  g_assert_true (g_bytes_equal (sign_get (bench->steps, "encode", "EM"), sign_get (bench->steps, "padding", "EM'")));
}

static void
the_receiver_finds_the_point_that_the_sender_drew (SignFixture *f, gconstpointer data)
{
  TbSignTerms terms = make_terms (f, TB_SIGN_ECDSA);
  g_autoptr (TbSignBench) bench = run_terms (f, &terms);

  g_assert_true (g_bytes_equal (sign_get (bench->steps, "sign", "x"), sign_get (bench->steps, "point", "x")));
  g_assert_cmpuint (g_bytes_get_size (sign_get (bench->steps, "sign", "k")), ==, 32);
}

static TbSignBench *
run_again (SignFixture *f, TbSignScheme scheme, const char *stream_name)
{
  TbSignTerms terms = make_terms (f, scheme);
  TbStream stream = sign_stream (stream_name);

  return tb_sign_bench_new (f->crypto, &terms, &stream, NULL);
}

static void
a_seed_gives_one_signature (SignFixture *f, gconstpointer data)
{
  for (guint scheme = 0; scheme < TB_SIGN_N_SCHEMES; scheme++)
    {
      g_autoptr (TbSignBench) one = run_again (f, scheme, "one"), same = run_again (f, scheme, "one"), other = run_again (f, scheme, "other");
      gboolean draws = scheme == TB_SIGN_RSA_PSS || scheme == TB_SIGN_ECDSA;

      g_assert_true (g_bytes_equal (one->signature, same->signature));
      g_assert_cmpint (g_bytes_equal (one->signature, other->signature), ==, !draws);
    }
}

/* RFC 8032 section 7.1, test 3. */
static void
the_example_of_rfc_8032_comes_out (SignFixture *f, gconstpointer data)
{
  static const guint8 seed[] = {
    0xc5, 0xaa, 0x8d, 0xf4, 0x3f, 0x9f, 0x83, 0x7b, 0xed, 0xb7, 0x44, 0x2f, 0x31, 0xdc, 0xb7, 0xb1, 0x66, 0xd3, 0x85, 0x35, 0x07, 0x6f, 0x09, 0x4b,
    0x85, 0xce, 0x3a, 0x2e, 0x0b, 0x44, 0x58, 0xf7,
  };
  static const guint8 message[] = { 0xaf, 0x82 }, expected[] = { 0x62, 0x91, 0xd6, 0x57, 0xde, 0xec, 0x24, 0x02, 0x48, 0x27, 0xe6, 0x9c, 0x3a, 0xbe, 0x01, 0xa3 };
  g_autoptr (EVP_PKEY) pkey = EVP_PKEY_new_raw_private_key_ex (tb_crypto_get_libctx (f->crypto), "ED25519", NULL, seed, sizeof seed);
  g_autoptr (TbKey) key = tb_key_new_for_pkey (f->crypto, pkey, NULL);
  g_autoptr (GBytes) text = g_bytes_new_static (message, sizeof message);
  TbSignTerms terms = { .scheme = TB_SIGN_ED25519, .signer = key, .message = text };
  g_autoptr (TbSignBench) bench = run_terms (f, &terms);

  g_assert_true (bench->accepted);
  g_assert_cmpmem (g_bytes_get_data (sign_get (bench->steps, "compare", "S B - h A"), NULL), sizeof expected, expected, sizeof expected);
}

static void
an_empty_message_can_be_signed (SignFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);

  for (guint scheme = 0; scheme < TB_SIGN_N_SCHEMES; scheme++)
    {
      TbSignTerms terms = { .scheme = scheme, .signer = f->keys[scheme], .message = empty };
      g_autoptr (TbSignBench) bench = run_terms (f, &terms);

      g_assert_true (bench->accepted);
    }
}

static void
expect_refused (SignFixture *f, const TbSignTerms *terms, const char *text)
{
  g_autoptr (GError) error = NULL;
  TbStream stream = sign_stream ("signature");
  g_autoptr (TbSignBench) bench = tb_sign_bench_new (f->crypto, terms, &stream, &error);

  g_assert_null (bench);
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, text));
}

static void
what_cannot_be_is_refused_with_a_sentence (SignFixture *f, gconstpointer data)
{
  static const TbSignFlip beyond = { "message", 13 * 8 }, unknown = { "digest", 0 };
  static const TbSignFlip high[] = { { "block", 0 }, { "block", 1 }, { "block", 2 }, { "block", 3 }, { "block", 4 }, { "block", 5 }, { "block", 6 }, { "block", 7 } };
  g_autoptr (GBytes) signature = g_bytes_new_static ("x", 1);
  TbSignTerms no_key = { .scheme = TB_SIGN_ECDSA, .message = f->message };
  TbSignTerms other_kind = { .scheme = TB_SIGN_RSA_PSS, .signer = f->keys[TB_SIGN_ECDSA], .message = f->message };
  TbSignTerms no_bit = { .scheme = TB_SIGN_ECDSA, .signer = f->keys[TB_SIGN_ECDSA], .message = f->message, .flips = &beyond, .n_flips = 1 };
  TbSignTerms no_step = { .scheme = TB_SIGN_ED25519, .signer = f->keys[TB_SIGN_ED25519], .message = f->message, .flips = &unknown, .n_flips = 1 };
  TbSignTerms too_high = { .scheme = TB_SIGN_RSA_PKCS1, .signer = f->keys[TB_SIGN_RSA_PKCS1], .message = f->message, .flips = high, .n_flips = G_N_ELEMENTS (high) };
  TbSignTerms from_elsewhere = { .scheme = TB_SIGN_ECDSA, .signer = f->keys[TB_SIGN_ECDSA], .message = f->message, .signature = signature, .flips = &unknown, .n_flips = 1 };

  expect_refused (f, &no_key, "without a key");
  expect_refused (f, &other_kind, "RSA-PSS cannot be done with a key of kind P-256");
  expect_refused (f, &no_bit, "there is no bit 104 in the message");
  expect_refused (f, &no_step, "cannot be touched with Ed25519");
  expect_refused (f, &too_high, "larger than the modulus");
  expect_refused (f, &from_elsewhere, "comes from elsewhere");
}

static void
codes_and_names_lead_to_schemes (SignFixture *f, gconstpointer data)
{
  TbSignScheme scheme;

  for (guint i = 0; i < TB_SIGN_N_SCHEMES; i++)
    {
      g_assert_true (tb_sign_scheme_from_code (tb_sign_scheme_to_code (i), &scheme));
      g_assert_cmpuint (scheme, ==, i);
      g_assert_true (tb_sign_scheme_fits (i, f->keys[i]));
      g_assert_nonnull (tb_sign_get_openssl_lines (i)[0]);
    }
  g_assert_false (tb_sign_scheme_from_code ("dsa", &scheme));
  g_assert_true (tb_sign_scheme_for_key (f->keys[TB_SIGN_ED25519], &scheme) && scheme == TB_SIGN_ED25519);
  g_assert_false (tb_sign_scheme_fits (TB_SIGN_ECDSA, f->keys[TB_SIGN_RSA_PSS]));
}

/* Making RSA keys takes longer than all the rest: one fixture for all. */
static SignFixture shared;

static void
run_shared (gconstpointer test)
{
  ((void (*) (SignFixture *, gconstpointer)) test) (&shared, NULL);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*test) (SignFixture *, gconstpointer); } tests[] = {
    { "/sign/bench/accepted", what_is_sent_is_accepted },
    { "/sign/bench/another-key", another_key_does_not_verify },
    { "/sign/bench/flip/message", an_altered_message_is_noticed_where_digests_meet },
    { "/sign/bench/flip/sender", what_the_sender_signs_wrongly_it_does_not_notice },
    { "/sign/bench/flip/signature", any_bit_of_the_signature_is_noticed },
    { "/sign/bench/flip/key", any_bit_of_the_key_is_noticed },
    { "/sign/bench/truncated", truncated_and_odd_signatures_are_refused },
    { "/sign/bench/pkcs1-parts", the_parts_of_the_padded_block_are_where_the_standard_has_them },
    { "/sign/bench/pss-salt", the_receiver_finds_the_salt },
    { "/sign/bench/ecdsa-point", the_receiver_finds_the_point_that_the_sender_drew },
    { "/sign/bench/rfc-8032", the_example_of_rfc_8032_comes_out },
    { "/sign/bench/empty", an_empty_message_can_be_signed },
    { "/sign/bench/seed", a_seed_gives_one_signature },
    { "/sign/bench/refused", what_cannot_be_is_refused_with_a_sentence },
    { "/sign/bench/codes", codes_and_names_lead_to_schemes },
  };
  int status;

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_data_func (tests[i].path, (gconstpointer) tests[i].test, run_shared);
  sign_fixture_set_up (&shared, NULL);
  status = g_test_run ();
  sign_fixture_tear_down (&shared, NULL);
  return status;
}

/* An authority grants what it should, in the form it should, and refuses the rest. */
#include "pki-fixture.h"

#include <openssl/x509v3.h>
#include <string.h>

static void
same_stream_same_certificate (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) a = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  g_autoptr (TbIdentity) b = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  g_autoptr (TbIdentity) c = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-04", "lock-03.house");

  pki_assert_same_bytes (tb_certificate_get_der (tb_identity_get_certificate (a)), tb_certificate_get_der (tb_identity_get_certificate (b)));
  pki_assert_other_bytes (tb_certificate_get_der (tb_identity_get_certificate (a)), tb_certificate_get_der (tb_identity_get_certificate (c)));
}

static void
chain_is_good (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  g_autoptr (GError) error = NULL;
  TbVerdict verdict;

  g_assert_true (tb_verify_chain (fixture->crypto, tb_identity_get_certificate (identity), tb_identity_get_intermediates (identity),
                                  fixture->anchors, TB_PURPOSE_TLS_CLIENT, "lock-03.house", START_US + DAY_US, &verdict, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (verdict.reason, ==, "");
  g_assert_true (verdict.valid);
  g_assert_cmpint (verdict.code, ==, 0);
}

#define ADD(path, test) \
  g_test_add (path "/p256", PkiFixture, GUINT_TO_POINTER (TB_KEY_P256), pki_fixture_set_up, test, pki_fixture_tear_down); \
  g_test_add (path "/rsa", PkiFixture, GUINT_TO_POINTER (TB_KEY_RSA2048), pki_fixture_set_up, test, pki_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/authority/repeatable", same_stream_same_certificate);
  ADD ("/authority/chain", chain_is_good);
  return g_test_run ();
}

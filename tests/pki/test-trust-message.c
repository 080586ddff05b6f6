/* A message about a new root counts when a root that is trusted has signed it, and never otherwise. */
#include "pki-fixture.h"

#include <string.h>

#include "tb-trust-message.h"

typedef struct
{
  PkiFixture pki;
  TbAuthority *next;
  GBytes *message;
} Fixture;

static TbAuthority *
make_root (Fixture *f, const char *name)
{
  g_autoptr (GError) error = NULL;
  TbStream stream = pki_stream (name);
  TbAuthority *root = tb_authority_new_root (f->pki.crypto, name, TB_KEY_P256, START_US, START_US + 100 * DAY_US, &stream, &error);

  g_assert_no_error (error);
  return root;
}

static GBytes *
sign (TbAuthority *signer, TbCertificate *anchor)
{
  g_autoptr (GError) error = NULL;
  TbStream stream = pki_stream ("message");
  GBytes *message = tb_trust_message_sign (signer, anchor, &stream, &error);

  g_assert_no_error (error);
  return message;
}

static void
set_up (Fixture *f, gconstpointer algorithm)
{
  pki_fixture_set_up (&f->pki, algorithm);
  f->next = make_root (f, "Next Root");
  f->message = sign (f->pki.root, tb_authority_get_certificate (f->next));
}

static void
tear_down (Fixture *f, gconstpointer algorithm)
{
  g_bytes_unref (f->message);
  tb_authority_unref (f->next);
  pki_fixture_tear_down (&f->pki, algorithm);
}

static void
assert_refused (Fixture *f, GBytes *message, GPtrArray *anchors, gint64 unix_us, const char *why)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_trust_message_open (f->pki.crypto, message, anchors, unix_us, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  if (why != NULL)
    g_assert_cmpstr (error->message, ==, why);
}

static void
whoever_trusts_the_old_root_learns_the_new (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCertificate) found = tb_trust_message_open (f->pki.crypto, f->message, f->pki.anchors, START_US + DAY_US, &error);
  g_autoptr (GBytes) again = sign (f->pki.root, tb_authority_get_certificate (f->next));

  g_assert_no_error (error);
  pki_assert_same_bytes (tb_certificate_get_der (found), tb_certificate_get_der (tb_authority_get_certificate (f->next)));
  pki_assert_same_bytes (f->message, again);
}

static void
others_do_not (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbAuthority) stranger = make_root (f, "Stranger");
  g_autoptr (GPtrArray) anchors = g_ptr_array_new (), none = g_ptr_array_new ();
  g_autoptr (GBytes) by_issuing = sign (f->pki.issuing, tb_authority_get_certificate (f->next));
  g_autoptr (GBytes) no_root = sign (f->pki.root, tb_authority_get_certificate (f->pki.issuing));

  g_ptr_array_add (anchors, tb_authority_get_certificate (stranger));
  assert_refused (f, f->message, anchors, START_US + DAY_US, "No root that is trusted has signed this message");
  assert_refused (f, f->message, none, START_US + DAY_US, "No root that is trusted has signed this message");
  assert_refused (f, by_issuing, f->pki.anchors, START_US + DAY_US, "No root that is trusted has signed this message");
  assert_refused (f, no_root, f->pki.anchors, START_US + DAY_US, "What was signed is not a root in force");
  assert_refused (f, f->message, f->pki.anchors, START_US + 101 * DAY_US, NULL);
  assert_refused (f, f->message, f->pki.anchors, START_US - 1000 * DAY_US, NULL);
}

static void
bad_bytes_are_refused (Fixture *f, gconstpointer unused)
{
  gsize n = g_bytes_get_size (f->message);
  g_autoptr (GBytes) empty = g_bytes_new ("", 0), junk = g_bytes_new ("junk", 4);
  g_autofree char *large = g_malloc0 (TB_TRUST_MESSAGE_MAX_BYTES + 1);
  g_autoptr (GBytes) too_large = g_bytes_new (large, TB_TRUST_MESSAGE_MAX_BYTES + 1);

  assert_refused (f, empty, f->pki.anchors, START_US + DAY_US, "This is no signed message about a root");
  assert_refused (f, junk, f->pki.anchors, START_US + DAY_US, "This is no signed message about a root");
  assert_refused (f, too_large, f->pki.anchors, START_US + DAY_US, "This is no signed message about a root");
  for (gsize i = 0; i < n; i += 13)
    {
      g_autoptr (GBytes) cut = pki_truncate (f->message, i);

      assert_refused (f, cut, f->pki.anchors, START_US + DAY_US, NULL);
    }
}

/* A changed bit may leave what does not matter as it was; another root never comes of it. */
static void
no_changed_bit_makes_another_root (Fixture *f, gconstpointer unused)
{
  for (gsize i = 0; i < g_bytes_get_size (f->message); i += 7)
    {
      g_autoptr (GBytes) changed = pki_flip (f->message, i, 4);
      g_autoptr (TbCertificate) found = tb_trust_message_open (f->pki.crypto, changed, f->pki.anchors, START_US + DAY_US, NULL);

      if (found != NULL)
        pki_assert_same_bytes (tb_certificate_get_der (found), tb_certificate_get_der (tb_authority_get_certificate (f->next)));
    }
}

#define ADD(name, func) g_test_add ("/trust-message/" name, Fixture, GUINT_TO_POINTER (TB_KEY_P256), set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("new-root", whoever_trusts_the_old_root_learns_the_new);
  ADD ("others", others_do_not);
  ADD ("bad", bad_bytes_are_refused);
  ADD ("changed", no_changed_bit_makes_another_root);
  return g_test_run ();
}

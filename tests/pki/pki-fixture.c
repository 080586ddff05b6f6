/* pki-fixture: see the header. */
#include "pki-fixture.h"

#include <string.h>

TbCrypto *
pki_get_seeded (void)
{
  g_autoptr (GError) error = NULL;
  TbCrypto *crypto = tb_crypto_get_seeded (&error);

  g_assert_no_error (error);
  g_assert_nonnull (crypto);
  return crypto;
}

TbStream
pki_stream (const char *name)
{
  TbStream stream;

  tb_stream_init (&stream, 42, name);
  return stream;
}

TbIssueTerms
pki_terms (TbCertificateProfile profile)
{
  return (TbIssueTerms) { profile, START_US, START_US + 90 * DAY_US };
}

/* @algorithm: a TbKeyAlgorithm, for both authorities */
void
pki_fixture_set_up (PkiFixture *fixture, gconstpointer algorithm)
{
  TbKeyAlgorithm kind = (TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm);
  TbStream root = pki_stream ("root"), issuing = pki_stream ("issuing");
  g_autoptr (GError) error = NULL;

  fixture->crypto = pki_get_seeded ();
  fixture->root = tb_authority_new_root (fixture->crypto, "House Root", kind, START_US - DAY_US, START_US + 7300 * DAY_US, &root, &error);
  g_assert_no_error (error);
  fixture->issuing = tb_authority_new_issuing (fixture->root, "House Devices", kind, START_US - DAY_US, START_US + 3650 * DAY_US, &issuing, &error);
  g_assert_no_error (error);
  fixture->anchors = g_ptr_array_new ();
  g_ptr_array_add (fixture->anchors, tb_authority_get_root (fixture->issuing));
}

void
pki_fixture_tear_down (PkiFixture *fixture, gconstpointer algorithm)
{
  g_ptr_array_unref (fixture->anchors);
  tb_authority_unref (fixture->issuing);
  tb_authority_unref (fixture->root);
}

TbIdentity *
pki_issue (PkiFixture *fixture, TbCertificateProfile profile, const char *name, const char *dns_name)
{
  const char *dns_names[] = { dns_name, NULL };
  TbIssueTerms terms = pki_terms (profile);
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  TbIdentity *identity = tb_authority_issue_identity (fixture->issuing, TB_KEY_P256, name, dns_names, &terms, &stream, &error);

  g_assert_no_error (error);
  g_assert_nonnull (identity);
  return identity;
}

GBytes *
pki_truncate (GBytes *bytes, gsize n_bytes)
{
  return g_bytes_new (g_bytes_get_data (bytes, NULL), n_bytes);
}

GBytes *
pki_flip (GBytes *bytes, gsize at, guint8 mask)
{
  gsize n;
  guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  n = g_bytes_get_size (bytes);
  g_assert_cmpuint (at, <, n);
  copy[at] ^= mask;
  return g_bytes_new_take (copy, n);
}

/* One to four bytes changed, left out or put in, wherever the stream says. */
GBytes *
pki_mutate (GBytes *bytes, TbStream *stream)
{
  GByteArray *copy = g_byte_array_new ();

  g_byte_array_append (copy, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  for (guint64 left = 1 + tb_stream_below (stream, 4); left > 0; left--)
    {
      guint at = (guint) tb_stream_below (stream, copy->len);
      guint8 byte = (guint8) tb_stream_below (stream, 256);

      switch (tb_stream_below (stream, 4))
        {
        case 0:
          g_byte_array_remove_index (copy, at);
          break;
        case 1:
          g_byte_array_append (copy, &byte, 1);
          memmove (copy->data + at + 1, copy->data + at, copy->len - at - 1);
          copy->data[at] = byte;
          break;
        default:
          copy->data[at] = byte;
        }
    }
  return g_byte_array_free_to_bytes (copy);
}

void
pki_assert_same_bytes (GBytes *a, GBytes *b)
{
  g_assert_cmpmem (g_bytes_get_data (a, NULL), g_bytes_get_size (a), g_bytes_get_data (b, NULL), g_bytes_get_size (b));
}

void
pki_assert_other_bytes (GBytes *a, GBytes *b)
{
  g_assert_false (g_bytes_equal (a, b));
}

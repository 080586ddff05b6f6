/* tb-secret-book: see the header. */
#include "tb-secret-book.h"

#include <string.h>

#include <openssl/crypto.h>

typedef struct
{
  char *digest;
  gint64 not_after_us;
} Secret;

struct _TbSecretBook
{
  guint refs;
  GHashTable *by_user;          /* user -> Secret */
  GHashTable *for_anybody;      /* digest -> Secret */
};

static void
secret_free (Secret *secret)
{
  g_free (secret->digest);
  g_free (secret);
}

static char *
digest_secret (const char *secret)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
}

/**
 * tb_secret_book_new:
 *
 * Returns: (transfer full): an empty book
 */
TbSecretBook *
tb_secret_book_new (void)
{
  TbSecretBook *book = g_new0 (TbSecretBook, 1);

  book->refs = 1;
  book->by_user = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) secret_free);
  book->for_anybody = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) secret_free);
  return book;
}

/**
 * tb_secret_book_ref:
 * @book: a book
 *
 * Returns: (transfer full): @book
 */
TbSecretBook *
tb_secret_book_ref (TbSecretBook *book)
{
  book->refs++;
  return book;
}

/**
 * tb_secret_book_unref:
 * @book: (transfer full): a book
 *
 * Drops a reference; the last one frees the book.
 */
void
tb_secret_book_unref (TbSecretBook *book)
{
  if (--book->refs > 0)
    return;
  g_hash_table_unref (book->by_user);
  g_hash_table_unref (book->for_anybody);
  g_free (book);
}

/**
 * tb_secret_book_add:
 * @book: a book
 * @user: (nullable): whom it is for, such as a serial number; %NULL for whoever comes
 * @secret: what to know; long and random, since nobody counts guesses
 * @not_after_us: unix time in microseconds from which on it is worth nothing; %G_MAXINT64 for never
 *
 * A new secret of the same user takes the place of the old one.
 *
 * Returns: %FALSE when the book is full
 */
gboolean
tb_secret_book_add (TbSecretBook *book, const char *user, const char *secret, gint64 not_after_us)
{
  guint n = g_hash_table_size (book->by_user) + g_hash_table_size (book->for_anybody);
  Secret *kept;

  if (n >= TB_SECRET_BOOK_MAX)
    return FALSE;
  kept = g_new0 (Secret, 1);
  kept->digest = digest_secret (secret);
  kept->not_after_us = not_after_us;
  if (user != NULL)
    g_hash_table_replace (book->by_user, g_strdup (user), kept);
  else
    g_hash_table_replace (book->for_anybody, g_strdup (kept->digest), kept);
  return TRUE;
}

/**
 * tb_secret_book_matches:
 * @book: a book
 * @user: (nullable): who claims to know it; %NULL for secrets that are for whoever comes
 * @secret: what is claimed
 * @now_us: unix time in microseconds
 *
 * Returns: whether the secret is that user's, in time and not used up
 */
gboolean
tb_secret_book_matches (TbSecretBook *book, const char *user, const char *secret, gint64 now_us)
{
  g_autofree char *digest = digest_secret (secret);
  const Secret *kept = user != NULL ? g_hash_table_lookup (book->by_user, user) : g_hash_table_lookup (book->for_anybody, digest);

  return kept != NULL && now_us < kept->not_after_us && CRYPTO_memcmp (digest, kept->digest, strlen (digest)) == 0;
}

/**
 * tb_secret_book_burn:
 * @book: a book
 * @user: (nullable): whose secret was used
 * @secret: (nullable): which, when it is for whoever comes
 *
 * Makes sure that it is of no use any more.
 */
void
tb_secret_book_burn (TbSecretBook *book, const char *user, const char *secret)
{
  g_autofree char *digest = user == NULL ? digest_secret (secret) : NULL;

  if (user != NULL)
    g_hash_table_remove (book->by_user, user);
  else
    g_hash_table_remove (book->for_anybody, digest);
}

/* tb-secret-book: one-time secrets that were given out: whoever knows one gets one certificate, in whatever protocol.
 *
 * Kept as SHA-256, so that nobody can read them here and how long a look-up takes tells nothing about them. One thread at a time. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TB_SECRET_BOOK_MAX:
 *
 * The most secrets in a book; of more the new one is dropped.
 */
#define TB_SECRET_BOOK_MAX 65536

typedef struct _TbSecretBook TbSecretBook;

TbSecretBook *tb_secret_book_new     (void);
TbSecretBook *tb_secret_book_ref     (TbSecretBook *book);
void          tb_secret_book_unref   (TbSecretBook *book);
gboolean      tb_secret_book_add     (TbSecretBook *book, const char *user, const char *secret, gint64 not_after_us);
gboolean      tb_secret_book_matches (TbSecretBook *book, const char *user, const char *secret, gint64 now_us);
void          tb_secret_book_burn    (TbSecretBook *book, const char *user, const char *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSecretBook, tb_secret_book_unref)

G_END_DECLS

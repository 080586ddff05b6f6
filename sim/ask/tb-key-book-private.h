/* tb-key-book: which public keys there are, who holds each, and since when. A key is known by the SHA-256 of its SubjectPublicKeyInfo.
 *
 * Most are told by the record that says a device made one; the others are found in certificates. */
#pragma once

#include "tb-certificate-book-private.h"
#include "tb-moment-private.h"

G_BEGIN_DECLS

/**
 * TbKeyMadeBy:
 * @TB_KEY_MADE_BY_HOLDER: whoever holds it
 * @TB_KEY_MADE_BY_FACTORY: it was there when the device came
 * @TB_KEY_MADE_BY_AUTHORITY: the authority, which sent it
 */
typedef enum { TB_KEY_MADE_BY_HOLDER, TB_KEY_MADE_BY_FACTORY, TB_KEY_MADE_BY_AUTHORITY } TbKeyMadeBy;

/**
 * TbKeyHolding: that somebody holds a key
 * @place: of the record that says so; @made_us: its time
 * @holder: who
 * @key: number of the key
 * @rank: how many held it before
 * @previous: private
 * @maker: a #TbKeyMadeBy
 */
typedef struct
{
  guint64 place;
  gint64 made_us;
  guint32 holder;
  guint32 key;
  guint32 rank;
  guint32 previous;
  guint32 maker;
} TbKeyHolding;

/**
 * TbKnownKey:
 * @id: SHA-256, hexadecimal
 * @algorithm: what kind it is
 * @bits: its size
 * @stolen_us: when somebody first copied it, G_MAXINT64 where nobody has
 */
typedef struct
{
  char *id;
  const char *algorithm;
  guint bits;
  gint64 stolen_us;
  guint32 latest;
} TbKnownKey;

typedef struct _TbKeyBook TbKeyBook;

TbKeyBook          *tb_key_book_new           (const TbMoment *moment);
void                tb_key_book_free          (TbKeyBook *book);
void                tb_key_book_read          (TbKeyBook *book, guint64 position);
guint               tb_key_book_count         (TbKeyBook *book, guint64 position);   /* holdings before that place */
const TbKeyHolding *tb_key_book_get           (TbKeyBook *book, guint holding);
const TbKnownKey   *tb_key_book_get_key       (TbKeyBook *book, guint32 key);
const TbKnownKey   *tb_key_book_find          (TbKeyBook *book, const char *id);
guint               tb_key_book_count_holders (TbKeyBook *book, guint32 key, guint64 position);

G_END_DECLS

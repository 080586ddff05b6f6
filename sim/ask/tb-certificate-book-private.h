/* tb-certificate-book: all certificates of a journal for the tables: their index, which life each has, and what they say, read when somebody asks. */
#pragma once

#include "tb-certificate-facts.h"
#include "tb-certificate-index.h"
#include "tb-fleet.h"
#include "tb-work-private.h"

G_BEGIN_DECLS

typedef struct _TbCertificateBook TbCertificateBook;

TbCertificateBook        *tb_certificate_book_new       (TbJournal *journal);
void                      tb_certificate_book_free      (TbCertificateBook *book);
void                      tb_certificate_book_read      (TbCertificateBook *book, guint64 position);
TbCertificateIndex       *tb_certificate_book_get_index (TbCertificateBook *book);
guint                     tb_certificate_book_get_n     (TbCertificateBook *book);                    /* that were read */
guint32                   tb_certificate_book_get_life  (TbCertificateBook *book, guint certificate); /* number in a TbLifeIndex, 0 for an authority's own */
guint                     tb_certificate_book_find_life (TbCertificateBook *book, guint32 life);      /* the certificate of a life */
guint                     tb_certificate_book_find_same (TbCertificateBook *book, guint32 subject, GBytes *der, guint64 position);   /* TB_NO_CERTIFICATE for none */
guint                     tb_certificate_book_find_shown (TbCertificateBook *book, GBytes *der, guint64 position);                 /* whoever shows it; TB_NO_CERTIFICATE for none */
const TbCertificateFacts *tb_certificate_book_get_facts (TbCertificateBook *book, guint32 payload, TbWork *work);   /* NULL where it cannot be read; until the next is asked for; @work may be NULL */

G_END_DECLS

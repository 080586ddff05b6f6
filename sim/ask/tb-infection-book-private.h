/* tb-infection-book: when each infected device began to infect others, beside the index of infections. */
#pragma once

#include "tb-infection-index.h"
#include "tb-moment-private.h"

G_BEGIN_DECLS

typedef struct _TbInfectionBook TbInfectionBook;

TbInfectionBook *tb_infection_book_new          (const TbMoment *moment);
void             tb_infection_book_free         (TbInfectionBook *book);
void             tb_infection_book_read         (TbInfectionBook *book, guint64 position);
gint64           tb_infection_book_get_ready_us (TbInfectionBook *book, guint entry);   /* G_MAXINT64 where that is not known */

G_END_DECLS

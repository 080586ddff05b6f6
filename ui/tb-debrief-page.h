/* tb-debrief-page: what an exercise came to, as a page to talk it through with the team: read from the last row in presentation mode, saved as it stands. */
#pragma once

#include <gtk/gtk.h>

#include "tb-debrief.h"

G_BEGIN_DECLS

#define TB_TYPE_DEBRIEF_PAGE (tb_debrief_page_get_type ())
G_DECLARE_FINAL_TYPE (TbDebriefPage, tb_debrief_page, TB, DEBRIEF_PAGE, GtkWidget)

GtkWidget *tb_debrief_page_new  (void);
void       tb_debrief_page_draw (TbDebriefPage *self, TbAttempt *attempt);            /* on a worker; NULL empties it */
void       tb_debrief_page_show (TbDebriefPage *self, const TbDebrief *debrief);

G_END_DECLS

/* tb-live-detail: one certificate of a real client: who has it, what became of it, what it says and why, its bytes; and how to revoke it. */
#pragma once

#include <gtk/gtk.h>

#include "tb-live-service.h"

G_BEGIN_DECLS

#define TB_TYPE_LIVE_DETAIL (tb_live_detail_get_type ())
G_DECLARE_FINAL_TYPE (TbLiveDetail, tb_live_detail, TB, LIVE_DETAIL, GtkWidget)

void tb_live_detail_set_service (TbLiveDetail *self, TbLiveService *service);
void tb_live_detail_show        (TbLiveDetail *self, TbLiveCertificate *certificate);     /* NULL for none */

G_END_DECLS

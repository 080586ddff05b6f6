/* tb-openssl-card: the two command lines of the openssl program that would do the same as a handshake, each with a button that copies it. */
#pragma once

#include <gtk/gtk.h>

#include "tb-transcript.h"

G_BEGIN_DECLS

#define TB_TYPE_OPENSSL_CARD (tb_openssl_card_get_type ())
G_DECLARE_FINAL_TYPE (TbOpensslCard, tb_openssl_card, TB, OPENSSL_CARD, GtkWidget)

void        tb_openssl_card_show     (TbOpensslCard *self, TbSide side, const char *line);
const char *tb_openssl_card_get_line (TbOpensslCard *self, TbSide side);

G_END_DECLS

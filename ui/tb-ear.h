/* tb-ear: what an eavesdropper has heard last: whose packet, how large, and its bytes as they were on the wire.
 *
 * Which packets there were is looked up at once; their bytes are made off the main thread. */
#pragma once

#include "tb-run.h"

G_BEGIN_DECLS

/**
 * TbOverheard:
 * @who: "camera-01 → old-broker"
 * @n_bytes: on the wire
 * @is_protected: whether it is ciphertext
 * @text: what is to be read: the text itself, or bytes in hexadecimal
 */
typedef struct
{
  char *who;
  guint32 n_bytes;
  gboolean is_protected;
  char *text;
} TbOverheard;

#define TB_TYPE_EAR (tb_ear_get_type ())
G_DECLARE_FINAL_TYPE (TbEar, tb_ear, TB, EAR, GObject)

/* Signals: "heard" (there are new lines). */
TbEar     *tb_ear_new       (void);
void       tb_ear_listen    (TbEar *self, TbRun *run, TbFold *fold, guint32 eavesdropper);
GPtrArray *tb_ear_get_lines (TbEar *self);

G_END_DECLS

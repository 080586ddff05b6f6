/* tb-labelled-private: what a labelled scenario holds, for its reader. */
#pragma once

#include "tb-labelled.h"

G_BEGIN_DECLS

/**
 * TbDraw: what varies with the seed
 * @group: a device of it; or
 * @words: one of them; or else
 * @least, @most: a whole number
 */
typedef struct
{
  char *name;
  char *group;
  char **words;
  gint64 least;
  gint64 most;
} TbDraw;

typedef struct { char *key; char *value; } TbPair;

struct _TbLabelled
{
  char *path;
  char *id;
  char *scenario_path;
  GBytes *scenario;
  gint64 until_us;
  GPtrArray *draws;     /* TbDraw */
  GPtrArray *settings;  /* TbPair */
  GPtrArray *commands;  /* TbPair: when, what */
  GPtrArray *truths;    /* TbTruth */
};

TbLabelled *tb_labelled_new       (const char *path);
gboolean    tb_labelled_read      (TbLabelled *labelled, const char *text, gsize length, GError **error);
void        tb_draw_free          (gpointer draw);
void        tb_pair_free          (gpointer pair);
void        tb_truth_free         (gpointer truth);

G_END_DECLS

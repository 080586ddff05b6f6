/* tb-scene: what the canvas shows, without saying how: who is where in which state.
 *
 * One byte per object holds what its drawing depends on. It follows a fold by looking only at what is new in the journal, so that a frame in which
 * little happens costs little however large the fleet is. */
#pragma once

#include "tb-fold.h"
#include "tb-layout.h"

G_BEGIN_DECLS

/* A mark: identity in bits 0-2, health in bits 3-5, and one flag. */
#define TB_MARK_MAKE(identity, health) ((guint8) ((identity) | (health) << 3))
#define TB_MARK_IDENTITY(mark) ((TbIdentityState) ((mark) & 7))
#define TB_MARK_HEALTH(mark)   ((TbHealth) ((mark) >> 3 & 7))
#define TB_MARK_STATE 0x3f
#define TB_MARK_DIM 0x40       /* not among those the person asked for */

G_STATIC_ASSERT (TB_IDENTITY_N_STATES <= 8 && TB_HEALTH_N_STATES <= 8);

/**
 * TbKind:
 * @icon: name of the symbolic icon
 * @role: what objects of this kind are
 * @radius: how large they are at a zoom of 1
 */
typedef struct
{
  char *icon;
  TbRole role;
  float radius;
} TbKind;

/**
 * TbFilter:
 * @identity: only those in this state, or -1
 * @health: only those in this state, or -1
 * @text: (nullable): only those whose name or kind has this in it
 */
typedef struct
{
  int identity;
  int health;
  char *text;
} TbFilter;

#define TB_FILTER_INIT { -1, -1, NULL }

#define TB_SCENE_MAX_BOTS 240   /* of those that flood so many are known by name */

typedef struct _TbScene TbScene;

TbScene      *tb_scene_new          (TbFleet *fleet);
void          tb_scene_free         (TbScene *scene);
gboolean      tb_scene_follow       (TbScene *scene, TbFold *fold);
void          tb_scene_set_state    (TbScene *scene, guint32 object, TbIdentityState identity, TbHealth health);
void          tb_scene_set_filter   (TbScene *scene, const TbFilter *filter);
void          tb_scene_set_focus    (TbScene *scene, const guint32 *objects, guint n_objects);
gboolean      tb_scene_matches      (TbScene *scene, guint32 object);
guint         tb_scene_get_version  (TbScene *scene);
TbFleet      *tb_scene_get_fleet    (TbScene *scene);
TbLayout     *tb_scene_get_layout   (TbScene *scene);
guint8        tb_scene_get_mark     (TbScene *scene, guint32 object);
const guint8 *tb_scene_get_marks    (TbScene *scene);
const guint8 *tb_scene_get_kinds    (TbScene *scene);
const TbKind *tb_scene_get_kind     (TbScene *scene, guint8 kind);
guint         tb_scene_get_n_kinds  (TbScene *scene);
gboolean      tb_scene_is_dimmed    (TbScene *scene);
void          tb_scene_hold         (TbScene *scene, guint32 object);
gboolean      tb_scene_release      (TbScene *scene, guint32 object, TbFold *fold);
void          tb_scene_release_all  (TbScene *scene, TbFold *fold);
const TbSiege *tb_scene_get_siege   (TbScene *scene, guint32 service);
const TbSiege *tb_scene_get_sieges  (TbScene *scene, guint *n_sieges);
const guint32 *tb_scene_get_bots    (TbScene *scene, guint *n_bots);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbScene, tb_scene_free)

G_END_DECLS

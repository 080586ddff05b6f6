/* outbreak-fixture: a fleet with an attacker and a shop, and a journal to which a test appends what happens, for what shows an outbreak. */
#pragma once

#include "canvas-fixture.h"
#include "tb-units.h"

typedef struct
{
  TbFleet *fleet;
  TbJournal *journal;
  TbFold *fold;
  TbScene *scene;
  guint32 attacker;
  guint32 shop;
  guint32 camera;      /* the first of them, whose doors are open */
  guint32 lock;        /* the first of them, whose doors are closed */
} Outbreak;

static inline void
outbreak_append (Outbreak *outbreak, gint64 time_us, TbRecordKind kind, guint32 subject, guint32 object, guint detail, gint64 value)
{
  TbRecord record = { .time_us = time_us, .value = value, .subject = subject, .object = object, .payload = TB_NO_PAYLOAD, .kind = (guint16) kind,
                      .detail = (guint16) detail };

  tb_journal_append (outbreak->journal, &record);
  tb_journal_publish (outbreak->journal);
}

static inline void
outbreak_set_up (Outbreak *outbreak, guint32 n_devices)
{
  TbGroup *attacker, *shop;

  outbreak->fleet = make_fleet (n_devices, 2);
  outbreak->camera = tb_fleet_get_n_objects (outbreak->fleet) - n_devices;
  outbreak->lock = outbreak->camera + n_devices / 2;
  ((TbGroup *) tb_fleet_group_of (outbreak->fleet, outbreak->camera))->surface = (TbSurface) { .telnet_open = TRUE, .is_patched = TRUE };
  ((TbGroup *) tb_fleet_group_of (outbreak->fleet, outbreak->lock))->surface =
    (TbSurface) { .credential = TB_CREDENTIAL_NONE, .management = TB_MANAGEMENT_MUTUAL_TLS };
  attacker = tb_fleet_add_group (outbreak->fleet, "attacker", TB_ROLE_ATTACKER, 1);
  shop = tb_fleet_add_group (outbreak->fleet, "shop", TB_ROLE_SERVICE, 1);
  outbreak->attacker = attacker->first;
  outbreak->shop = shop->first;
  outbreak->journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  outbreak->fold = tb_fold_new (outbreak->fleet, outbreak->journal);
  outbreak->scene = tb_scene_new (outbreak->fleet);
  for (guint32 i = 0; i < n_devices; i++)
    outbreak_append (outbreak, 0, TB_RECORD_POWERED_ON, outbreak->camera + i, TB_NOBODY, 0, 0);
}

static inline void
outbreak_tear_down (Outbreak *outbreak)
{
  tb_scene_free (outbreak->scene);
  tb_fold_free (outbreak->fold);
  tb_journal_unref (outbreak->journal);
  tb_fleet_unref (outbreak->fleet);
}

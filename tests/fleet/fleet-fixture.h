/* fleet-fixture: a house in the small, built without a scenario: two authorities, a broker that demands certificates, an old one that demands
 * nothing, two gateways of which one is listened to, locks, cameras and a plug of a foreign authority. And what it takes to play it. */
#pragma once

#include "tb-fold.h"
#include "tb-units.h"
#include "tb-world.h"

#define HOUSE_START_US (G_GINT64_CONSTANT (1772431200) * TB_US_PER_SECOND)
#define HOUSE_LIFETIME_US (3 * TB_US_PER_DAY)

typedef struct
{
  TbFleet *fleet;
  TbJournal *journal;
  TbWorld *world;
  guint32 authority, vendor, broker, old_broker, gateways, locks, cameras, plug, eavesdropper;
} House;

TbProfile *house_profile   (const char *name);
TbLink    *house_link      (const char *name);
TbFleet   *house_new_fleet (void);
void       house_set_up_fleet (House *house, TbFleet *fleet);
void       house_set_up    (House *house, gconstpointer unused);
void       house_tear_down (House *house, gconstpointer unused);
void       house_play      (House *house, gint64 until_us);
void       house_do        (gboolean done, GError *error);
guint      house_count     (House *house, TbRecordKind kind, guint32 subject);
const TbRecord *house_find (House *house, TbRecordKind kind, guint32 subject, guint nth);
gboolean   house_play_to   (House *house, TbRecordKind kind, guint32 subject);
const TbObjectState *house_state (House *house, guint32 object);
char      *house_text      (House *house, const TbRecord *record);
const char *house_last_reason (House *house, guint32 client);   /* why its last handshake was refused */

/* tb-what-if-terms: the numbers of an outbreak that somebody may want other than they are, and what was published about each.
 *
 * Plain numbers, one row of a table each: sliders, checks and explanations are made from that table. They change no run; tb-campaign-arms makes models
 * of them. */
#pragma once

#include "tb-outbreak-preset.h"
#include "tb-fleet.h"

G_BEGIN_DECLS

/**
 * TbTerm:
 * @TB_TERM_VULNERABLE: share of the devices with an open door that are still as they were made, 0 to 1
 * @TB_TERM_SCAN_RATE: probes of one bot per second
 * @TB_TERM_HIT: probability that a probe of an open door takes the device
 * @TB_TERM_CLOSED_SHARE: on which share of the devices telnet is closed, in the arms that close it
 * @TB_TERM_CLOSED_EFFECT: how well: 1 leaves no way in, below a probe gets past with the rest
 * @TB_TERM_REBOOT_S: seconds between two reboots of a bot on average, 0 for never
 * @TB_TERM_CLEAN_S: seconds until a bot is cleaned for good on average, 0 for never
 * @TB_TERM_LOAD_S: seconds from the hit until the new bot probes
 * @TB_TERM_LIST: how many devices the attacker knows to begin with
 * @TB_TERM_LIST_RATE: entries of that list he works off per second
 * @TB_TERM_SCAN_LIMIT: probes after which a bot falls silent, 0 for never
 * @TB_TERM_ADDRESSES: how many addresses a probe chooses among
 * @TB_TERM_FLOOD_KBPS: what one bot sends of a flood; changes the outage, not the outbreak
 */
typedef enum
{
  TB_TERM_VULNERABLE,
  TB_TERM_SCAN_RATE,
  TB_TERM_HIT,
  TB_TERM_CLOSED_SHARE,
  TB_TERM_CLOSED_EFFECT,
  TB_TERM_REBOOT_S,
  TB_TERM_CLEAN_S,
  TB_TERM_LOAD_S,
  TB_TERM_LIST,
  TB_TERM_LIST_RATE,
  TB_TERM_SCAN_LIMIT,
  TB_TERM_ADDRESSES,
  TB_TERM_FLOOD_KBPS,
  TB_N_TERMS
} TbTerm;

/**
 * TbTermUnit: how a value is told
 */
typedef enum { TB_TERM_SHARE, TB_TERM_PER_SECOND, TB_TERM_CHANCE, TB_TERM_DURATION, TB_TERM_COUNT, TB_TERM_KBPS } TbTermUnit;

/**
 * TbTermNever: whether the value 0 means never, and on which end of the slider it is
 */
typedef enum { TB_TERM_NO_NEVER, TB_TERM_NEVER_FIRST, TB_TERM_NEVER_LAST } TbTermNever;

/**
 * TbTermInfo:
 * @code: stable name
 * @title: what it is called, marked for translation
 * @unit: how it is told
 * @lowest: smallest value that can be modelled, besides 0 for never
 * @highest: largest
 * @from: where a slider begins
 * @to: where it ends
 * @is_log: whether equal steps are equal factors
 * @never: what 0 means
 * @source: what was published and by whom, or that it is modelled, in a line marked for translation
 * @more: what else there is to know, in a sentence or two marked for translation
 */
typedef struct
{
  const char *code;
  const char *title;
  TbTermUnit unit;
  double lowest;
  double highest;
  double from;
  double to;
  gboolean is_log;
  TbTermNever never;
  const char *source;
  const char *more;
} TbTermInfo;

/**
 * TbWhatIfTerms:
 * @values: by #TbTerm
 */
typedef struct
{
  double values[TB_N_TERMS];
} TbWhatIfTerms;

const TbTermInfo *tb_term_info                    (TbTerm term);
void              tb_what_if_terms_from_campaign  (TbWhatIfTerms *terms, const TbCampaign *campaign);
void              tb_what_if_terms_from_preset    (TbWhatIfTerms *terms, const TbOutbreakPreset *preset);
gboolean          tb_what_if_terms_check          (const TbWhatIfTerms *terms, GError **error);
gboolean          tb_what_if_terms_equal          (const TbWhatIfTerms *one, const TbWhatIfTerms *other);

G_END_DECLS

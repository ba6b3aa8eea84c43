/**
 * The shapes of the API, from its OpenAPI document. Made by `python -m tests.architecture.api_types`; a test compares both.
 */

export interface AccountCard {
  user: string
  role: ari_app__storage__choices__Role
  password_changed_at: number | null
  second_factor_since: number | null
  second_factor_needed: boolean
  recovery_codes: number
}

export interface AccountChange {
  channel: string
  name: string
  address?: string
  flow: string
  enabled?: boolean
  settings?: Record<string, unknown>
  secrets?: Record<string, unknown>
  version: number
}

export interface AccountList {
  items: TextAccountCard[]
}

export interface AccountPage {
  items: AccountSetUp[]
  total: number
  page: number
  size: number
}

export interface AccountSetUp {
  id: string
  version: number
  changed_at: number | null
  changed_by: string
  used_by: Use[]
  channel: string
  channel_title: string
  media_type: MediaType | null
  name: string
  address: string
  flow: string
  enabled: boolean
  settings: Record<string, string>
  secrets: string[]
  webhook: string | null
  trouble: string
  received_at: number | null
  sent_at: number | null
  due: number
  failed_at: number | null
  failure: string
}

export interface Act {
  deed: Deed
  keys?: string | null
  words?: string | null
  seconds?: number
}

export interface Actions {
  items: string[]
}

export interface AgentCard {
  id: string
  name: string
  state: AgentState
  reason: string
  since: number
  until: number | null
  next_state: AgentState | null
  next_reason: string
  interaction: string | null
  offer: string | null
  holds: HoldCard[]
  units: number
  capacity: number
  team: string | null
  team_name: string | null
  queues: string[]
  skills: Record<string, number>
}

export interface AgentChange {
  name: string
  team?: string | null
  phone?: string | null
  skills?: Record<string, unknown>
  queues?: string[]
  units?: Record<string, number>
  version: number
}

export interface AgentFigures {
  at: number
  handled: number
  missed: number
  declined: number
  average_handle: number | null
  talk: number
  hold: number
  wrap_up: number
  available: number
  away: number
}

export interface AgentList {
  items: AgentCard[]
}

export interface AgentSetUp {
  id: string
  version: number
  changed_at: number | null
  changed_by: string
  used_by: Use[]
  name: string
  team?: string | null
  phone?: string | null
  skills?: Record<string, unknown>
  queues?: string[]
  units?: Record<string, number>
  users: string[]
}

export interface AgentSetUpPage {
  items: AgentSetUp[]
  total: number
  page: number
  size: number
}

export type AgentState = "signed_out" | "available" | "away" | "offered" | "busy" | "wrap_up" | "not_responding"

export interface AgentWish {
  state: "available" | "away" | "signed_out"
  reason?: string
}

export interface AlertCard {
  id: string
  measure: Measure
  subject: Subject
  subject_id: string
  level: AlertLevel
  since: number
  raised_at: number
  acknowledged_at: number | null
  acknowledged_by: string | null
  cleared_at: number | null
}

export type AlertLevel = "amber" | "red"

export interface AlertList {
  items: AlertCard[]
}

export interface AlikeCard {
  customer: Brief
  why: Likeness
}

export interface AlikeList {
  items: AlikeCard[]
}

export interface AuditPage {
  items: DeedCard[]
  total: number
  page: number
  size: number
}

export type Author = "customer" | "agent" | "supervisor" | "flow" | "system"

export interface Beginning {
  account: string
  address: string
  queue: string
  client_id: string
  text?: string
  subject?: string
  cc?: string[]
  template?: Template | null
}

export interface BoardCard {
  id: string
  title: string
  queues: string[]
  numbers: BoardNumber[]
  rotate: number
  created_by: string
  created_at: number
}

export interface BoardLayout {
  title: string
  queues: string[]
  numbers: BoardNumber[]
  rotate?: number
}

export interface BoardList {
  items: BoardCard[]
}

export type BoardNumber = "waiting" | "longest_wait" | "service_level" | "service_level_now" | "available" | "working" | "abandoned" | "abandoned_share" | "offered" | "answered" | "average_wait" | "average_handle" | "chat_level" | "message_level" | "email_level" | "rating"

export interface Brief {
  id: string
  name: string
  organisation: string
  changed_at: number
}

export interface BroadcastCard {
  id: string
  sender: string
  recipients: Recipients
  text: string
  sent_at: number
}

export interface BrowserPhone {
  uri: string
  username: string
  password: string
  websocket: string
  ice_servers: IceServer[]
  expires_at: number | null
}

export interface CalendarChange {
  name: string
  time_zone?: string
  weekly?: Interval[]
  holidays?: string[]
  version: number
}

export interface CalendarSetUp {
  id: string
  version: number
  changed_at: number | null
  changed_by: string
  used_by: Use[]
  name: string
  time_zone?: string
  weekly?: Interval[]
  holidays?: string[]
  now: Now
}

export interface CalendarSetUpPage {
  items: CalendarSetUp[]
  total: number
  page: number
  size: number
}

export interface CandidateCard {
  agent: string
  state: AgentState
  reason: string
  for_seconds: number
  busy_with: string | null
  lacks: Lack[]
  obstacles: ObstacleCard[]
}

export interface CannedReplyCard {
  id: string
  shortcut: string
  title: string
  text: string
  language: string
}

export interface CannedReplyChange {
  title: string
  shortcut: string
  text: string
  language?: string
  queues?: string[]
  version: number
}

export interface CannedReplyList {
  items: CannedReplyCard[]
}

export interface CannedReplySetUp {
  id: string
  version: number
  changed_at: number | null
  changed_by: string
  used_by: Use[]
  title: string
  shortcut: string
  text: string
  language?: string
  queues?: string[]
}

export interface CannedReplySetUpPage {
  items: CannedReplySetUp[]
  total: number
  page: number
  size: number
}

export interface CapacityCard {
  rules: Record<string, CapacityRule>
  label_caps?: LabelCap[]
  total: number
  version: number
  changed_at: number | null
  changed_by: string
}

export interface CapacityChange {
  rules: Record<string, CapacityRule>
  label_caps?: LabelCap[]
  version: number
}

export interface CapacityRule {
  units: number
  interrupted_by?: MediaType[]
}

export type Change = "added" | "removed" | "changed"

export interface ChannelCard {
  name: string
  title: string
  media_type: MediaType
  synchronous: boolean
  called_by: boolean
  polled: boolean
  receipts: boolean
  templates: boolean
  files: boolean
  settings: SettingCard[]
}

export interface ChannelDays {
  items: QueueChannels[]
}

export interface ChannelFigures {
  media_type: MediaType
  account: string | null
  target_seconds: number
  offered: number
  answered: number
  abandoned: number
  left: number
  waiting: number
  replied: number
  in_target: number
  service_level: number | null
  first_reply_median: number | null
  first_reply_p90: number | null
  average_active: number | null
  messages_in: number
  messages_out: number
  failed: number
  reopened: number
  transferred: number
  contained: number
  handed_over: number
  containment: number | null
  ratings: number
  rating: number | null
}

export interface ChannelList {
  items: ChannelCard[]
}

export interface ChannelPeaks {
  low: number[]
  high: number[]
}

export interface Confirmation {
  code: string
}

export interface Credentials {
  user: string
  password: string
  code?: string | null
}

export interface CustomerCard {
  id: string
  name: string
  organisation: string
  language: string
  identities: KnownIdentity[]
  created_at: number
  changed_at: number
}

export interface CustomerChange {
  name?: string | null
  organisation?: string | null
  language?: string | null
  identities?: Identity[] | null
}

export interface CustomerPage {
  items: CustomerCard[]
  total: number
  page: number
  size: number
}

export type Day = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun"

export interface Decline {
  reason?: string
}

export type Deed = "keys" | "words" | "silence" | "wait" | "agent" | "closed" | "hang_up"

export interface DeedCard {
  seq: number
  at: number
  user: string | null
  name: string
  action: string
  target: string
  address: string
  detail: Record<string, unknown>
  seal: string
}

export type Device = "browser" | "desk" | "mobile"

export type Direction_Input = "asc" | "desc"

export type Direction_Output = "in" | "out" | "internal"

export interface Draft {
  text?: string
  extra?: Record<string, unknown>
}

export interface DraftList {
  items: workspace_web__api__drafts__DraftCard[]
}

export interface EnrolmentCard {
  secret: string
  address: string
  picture: string
}

export interface EventCard {
  seq: number
  at: number
  kind: string
  interaction: string | null
  agent: string | null
  queue: string | null
  data: Record<string, unknown>
}

export interface EventList {
  items: EventCard[]
}

export interface ExitCount {
  node: string
  exit: string
  target: string | null
  taken: number
}

export interface ExplanationCard {
  interaction: string
  queue: string
  why: Why
  summary: string
  waited: number
  wanted: Record<string, number>
  ahead: string[]
  put_first: PutFirst[]
  offered_to: string | null
  candidates: CandidateCard[]
}

export type Failure = "passing" | "window" | "lasting"

export interface Fault {
  part: Part
  pointer: string
  detail: string
}

export interface FaultCard {
  at: string
  node: string | null
  code: string
  message: string
}

export interface FaultList {
  items: FaultCard[]
}

export interface FileCard {
  id: string
  name: string
  content_type: string
  bytes: number
  state: FileState
  reason: string
}

export type FileState = "waiting" | "ready" | "refused"

export interface FilesCard {
  types: string[]
  size: number
  most: number
}

export interface FixedSetting {
  name: string
  value: string
  default: string
  changed: boolean
  secret: boolean
  help: string
  variable: string
}

export interface FlowCard {
  id: string
  name: string
  published: PublishedCard | null
  draft: workspace_web__api__flow_shapes__DraftCard | null
  differs: boolean
  numbers: string[]
}

export interface FlowDetail {
  id: string
  name: string
  published: PublishedCard | null
  draft: workspace_web__api__flow_shapes__DraftCard | null
  differs: boolean
  numbers: string[]
  revision: number
  flow: Record<string, unknown>
  layout: Layout
  faults: FaultCard[]
}

export interface FlowDifferenceCard {
  flow: MemberDifference[]
  nodes: NodeDifferenceCard[]
}

export interface FlowLanguage {
  json_schema: Record<string, unknown>
  kinds: KindCard[]
}

export interface FlowLive {
  since: number
  sessions: Record<string, number>
  exits: ExitCount[]
}

export interface FlowNames {
  queues: NamedThing[]
  skills: NamedThing[]
  calendars: NamedThing[]
  prompts: NamedThing[]
}

export interface FlowPage {
  items: FlowCard[]
  total: number
  page: number
  size: number
}

export interface FoundRecordingCard {
  id: string
  interaction: string
  started_at: number
  seconds: number
  channels: number
  agent: string | null
  agent_name: string | null
  queue: string | null
  caller: string
  called: string
}

export interface FoundVoicemailCard {
  id: string
  interaction: string
  mailbox: string
  seconds: number
  created_at: number
  heard_at: number | null
  caller: string
  called: string
}

export type Going = "active" | "inactive" | "parked" | "snoozed"

export interface HalfHour {
  at: number
  offered: number
  answered: number
  abandoned: number
  service_level: number | null
}

export interface HalfHourList {
  items: HalfHour[]
}

export interface Handing {
  to: Whom
  note?: string
}

export interface Heard {
  heard: boolean
}

export interface HoldCard {
  interaction: string
  queue: string | null
  media_type: MediaType
  state: HoldState
  interrupted: boolean
  exceeding: boolean
  since: number
  until: number | null
}

export type HoldState = "offered" | "active" | "parked" | "wrap_up"

export interface IceServer {
  urls: string
}

export interface Identity {
  kind: IdentityKind
  value: string
}

export type IdentityKind = "phone" | "email" | "whatsapp" | "messenger" | "instagram" | "telegram" | "user"

export interface Imported {
  added: number
  changed: number
}

export interface InteractionCard {
  id: string
  medium: string
  media_type: MediaType
  channel: string
  channel_kind: string
  channel_name: string
  called: string
  caller: string
  flow: string
  state: InteractionState
  reason: string
  created_at: number
  queue: string | null
  priority: number | null
  queued_at: number | null
  agent: string | null
  offer: string | null
  connected_at: number | null
  ended_at: number | null
  customer: string | null
  leg: string | null
  on_hold: boolean
  held_since: number | null
  recorded: boolean
  recording_muted: boolean
  rejoin_until: number | null
  outside: string | null
  wanted_agent: string | null
  parties: PartyCard[]
  trouble: string
  thread: string | null
  customer_name: string
  subject: string
  preview: string
  unread: number
  unanswered_since: number | null
  writing: WritingCard | null
  observers: string[]
  labels: string[]
  language: string
  context: Record<string, string>
  reopens: string | null
}

export interface InteractionPage {
  items: InteractionCard[]
  next: string | null
}

export type InteractionState = "in_flow" | "queued" | "offered" | "connected" | "handled" | "abandoned" | "resolved" | "voicemail" | "failed"

export interface Interval {
  days: Day[]
  opens: string
  closes: string
}

export interface KindCard {
  kind: string
  help: string
  media: string[]
}

export interface KnownIdentity {
  kind: IdentityKind
  value: string
  added_at: number
}

export interface LabelCap {
  label: string
  most: number
}

export interface Labels {
  labels: string[]
}

export interface Lack {
  skill: string
  has: number
  wants: number
}

export interface Layout {
  positions?: Record<string, [number, number]>
  titles?: Record<string, string>
  notes?: Note[]
}

export type Likeness = "name" | "number"

export interface Limits {
  amber: number | null
  red: number | null
}

export interface Link {
  link: string
}

export interface LinkCard {
  user: string | null
}

export interface MadeToken {
  token: TokenCard
  secret: string
}

export interface Me {
  user: string
  role: ari_app__storage__choices__Role
  scopes: string[]
  agent: AgentCard | null
  interaction: InteractionCard | null
  offer: OfferCard | null
}

export type Measure = "talk" | "hold" | "wrap_up" | "away" | "not_responding" | "wait" | "waiting" | "service_level"

export type MediaType = "call" | "chat" | "message" | "email"

export type Medium = "voice" | "text"

export interface MemberDifference {
  at: string
  change: Change
  before?: unknown
  after?: unknown
}

export interface MergeCard {
  id: string
  kept: string
  merged: string
  merged_name: string
  identities: number
  interactions: number
  by: string
  at: number
  undone_at: number | null
}

export interface MergeList {
  items: MergeCard[]
}

export interface MergeWith {
  with: string
}

export interface Message {
  client_id: string
  text?: string
  html?: string | null
  files?: string[]
  subject?: string
  cc?: string[]
  template?: Template | null
  choices?: string[]
  internal?: "note" | null
}

export interface MessageCard {
  id: string
  thread: string
  interaction: string | null
  seq: number
  at: number
  direction: Direction_Output
  author: Author
  author_id: string | null
  author_name: string
  text: string
  html: string | null
  files: FileCard[]
  extra: Record<string, unknown>
  state: MessageState
  state_at: number
  reason: string
  failure: Failure | null
  internal: "note" | "whisper" | null
  client_id: string | null
}

export interface MessagePart {
  items: MessageCard[]
  more: boolean
}

export type MessageState = "received" | "queued" | "sending" | "unknown" | "sent" | "delivered" | "read" | "failed"

export interface MessageTemplate {
  name: string
  language: string
  text: string
  fields: string[]
  category: string
}

export interface Mode {
  mode: SupervisionMode
}

export type Muting = "mute" | "unmute"

export interface MyDevice {
  device: Device | null
  choices: Device[]
  reachable: boolean | null
}

export interface MyInteractions {
  items: PastCard[]
}

export interface MySession {
  id: string
  way: string
  address: string
  browser: string
  created_at: number
  used_at: number
  expires_at: number
  current: boolean
}

export interface NamedThing {
  id: string
  name: string
}

export interface NewAccount {
  channel: string
  name: string
  address?: string
  flow: string
  enabled?: boolean
  settings?: Record<string, unknown>
  secrets?: Record<string, unknown>
}

export interface NewAgent {
  name: string
  team?: string | null
  phone?: string | null
  skills?: Record<string, unknown>
  queues?: string[]
  units?: Record<string, number>
  id: string
}

export interface NewBoard {
  board: BoardCard
  token: string
  address: string
}

export interface NewBroadcast {
  text: string
}

export interface NewCalendar {
  name: string
  time_zone?: string
  weekly?: Interval[]
  holidays?: string[]
  id: string
}

export interface NewCannedReply {
  title: string
  shortcut: string
  text: string
  language?: string
  queues?: string[]
  id: string
}

export interface NewFlow {
  name: string
  template?: string | null
  copy_of?: string | null
  flow?: Record<string, unknown> | null
  layout?: Layout
}

export interface NewNumber {
  flow: string
  id: string
}

export interface NewPassword {
  current: string
  password: string
}

export interface NewPhone {
  kind?: PhoneKind
  agent?: string | null
  address?: string | null
  addresses?: string[]
  number?: string | null
  trunk?: string | null
  id: string
}

export interface NewQueue {
  name: string
  skills?: Record<string, unknown>
  offer_timeout?: number
  wrap_up_mode?: WrapUpMode
  wrap_up?: number
  wrap_up_codes?: string[]
  announce_every?: number | null
  record?: boolean
  max_waiting?: number | null
  service_level_seconds?: number
  service_level_percent?: number
  calendar?: string | null
  targets?: Record<string, number>
  id: string
}

export interface NewSimulation {
  flow?: string | null
  document?: Record<string, unknown> | null
  medium?: Medium
  caller?: string
  called?: string
  at?: number | null
}

export interface NewSkill {
  name: string
  id: string
}

export interface NewTeam {
  name: string
  id: string
}

export interface NewTrunk {
  kind?: TrunkKind
  address?: string | null
  addresses?: string[]
  server?: string | null
  username?: string | null
  password?: string | null
  id: string
}

export interface NewUser {
  role?: Role_Input
  agent?: string | null
  teams?: string[] | null
  queues?: string[] | null
  name: string
}

export interface NewWrapUpCode {
  name: string
  id: string
}

export interface NodeDifferenceCard {
  node: string
  kind: string
  change: Change
  members: MemberDifference[]
  exits: MemberDifference[]
}

export interface Note {
  id: string
  x: number
  y: number
  width?: number
  height?: number
  text: string
}

export interface NoteCard {
  id: string
  customer: string | null
  interaction: string | null
  author: string
  text: string
  created_at: number
  changed_at: number | null
}

export interface NoteList {
  items: NoteCard[]
}

export type Now = "open" | "closed" | "holiday"

export interface NumberChange {
  flow: string
  version: number
}

export interface NumberSetUp {
  id: string
  version: number
  changed_at: number | null
  changed_by: string
  used_by: Use[]
  flow: string
  flow_name: string
}

export interface NumberSetUpPage {
  items: NumberSetUp[]
  total: number
  page: number
  size: number
}

export interface ObstacleCard {
  kind: ObstacleKind
  media_type?: MediaType | null
  label?: string | null
  has?: number | null
  most?: number | null
  units?: number | null
  total?: number | null
}

export type ObstacleKind = "in_call" | "set_aside" | "full" | "at_cap"

export interface OfferCard {
  id: string
  agent: string
  interaction: string
  queue: string
  called: string
  caller: string
  queued_at: number | null
  deadline: number
}

export interface OfferList {
  items: OfferCard[]
}

export interface OpenSession {
  id: string
  way: string
  address: string
  browser: string
  created_at: number
  used_at: number
  expires_at: number
}

export type Order = "asc" | "desc"

export type OwnSound = "recorded" | "uploaded"

export type Part = "path" | "query" | "body"

export interface PartyCard {
  leg: string
  role: ari_app__conversation__talk__Role
  agent: string | null
  number: string | null
  name: string
  state: PartyState
  mode: SupervisionMode | null
}

export type PartyState = "ringing" | "talking"

export interface Password {
  username: string
  password: string
}

export interface PastCard {
  id: string
  medium: string
  media_type: MediaType
  channel: string
  channel_name: string
  thread: string | null
  customer_name: string
  subject: string
  preview: string
  called: string
  caller: string
  state: InteractionState
  reason: string
  queue: string | null
  queue_name: string | null
  agent: string | null
  agent_name: string | null
  created_at: number
  connected_at: number | null
  ended_at: number | null
  customer: string | null
  wrap_ups: WrapUpCard[]
  notes: NoteCard[]
  recordings: string[]
}

export interface PeaksCard {
  channels: ChannelPeaks[]
}

export interface PhoneChange {
  kind?: PhoneKind
  agent?: string | null
  address?: string | null
  addresses?: string[]
  number?: string | null
  trunk?: string | null
  version: number
}

export type PhoneKind = "registered" | "fixed" | "mobile"

export interface PhoneSetUp {
  id: string
  version: number
  changed_at: number | null
  changed_by: string
  used_by: Use[]
  kind?: PhoneKind
  agent?: string | null
  address?: string | null
  addresses?: string[]
  number?: string | null
  trunk?: string | null
}

export interface PhoneSetUpPage {
  items: PhoneSetUp[]
  total: number
  page: number
  size: number
}

export interface ProblemDocument {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  errors?: Fault[] | null
}

export interface ProblemPage {
  type: string
  title: string
  status: number
  cure: string
}

export interface PromptCard {
  id: string
  name: string
  text: string
  language: string
  origin: PromptOrigin
  seconds: number
  changed_at: number
  changed_by: string
  used_by: string[]
}

export type PromptOrigin = "recorded" | "uploaded" | "spoken"

export interface PromptPage {
  items: PromptCard[]
  total: number
  page: number
  size: number
}

export interface PromptWords {
  name: string
  text: string
  language?: string
}

export interface Publication {
  revision: number
  note?: string
}

export interface PublishedCard {
  version: string
  at: number
  by: string
  note: string
}

export interface PutFirst {
  interaction: string
  by: string
  at: number
}

export interface QueueCard {
  id: string
  name: string
  waiting: number
  waiting_since: number | null
  available: number
  working: number
  signed_in: number
  agents: Record<string, number>
  figures: QueueFigures
  media: ChannelFigures[]
}

export interface QueueChange {
  name: string
  skills?: Record<string, unknown>
  offer_timeout?: number
  wrap_up_mode?: WrapUpMode
  wrap_up?: number
  wrap_up_codes?: string[]
  announce_every?: number | null
  record?: boolean
  max_waiting?: number | null
  service_level_seconds?: number
  service_level_percent?: number
  calendar?: string | null
  targets?: Record<string, number>
  version: number
}

export interface QueueChannels {
  id: string | null
  channels: ChannelFigures[]
}

export interface QueueFigures {
  target_seconds: number
  target_percent: number
  offered: number
  answered: number
  in_target: number
  abandoned: number
  short_abandoned: number
  left: number
  service_level: number | null
  service_level_now: number | null
  average_wait: number | null
  longest_wait: number | null
  average_handle: number | null
  offered_by_half_hour: number[]
  abandoned_by_half_hour: number[]
}

export interface QueueList {
  items: QueueCard[]
}

export interface QueueSetUp {
  id: string
  version: number
  changed_at: number | null
  changed_by: string
  used_by: Use[]
  name: string
  skills?: Record<string, unknown>
  offer_timeout?: number
  wrap_up_mode?: WrapUpMode
  wrap_up?: number
  wrap_up_codes?: string[]
  announce_every?: number | null
  record?: boolean
  max_waiting?: number | null
  service_level_seconds?: number
  service_level_percent?: number
  calendar?: string | null
  targets?: Record<string, number>
  agents: Server[]
}

export interface QueueSetUpPage {
  items: QueueSetUp[]
  total: number
  page: number
  size: number
}

export interface ReachCard {
  id: string
  state: Reached
}

export interface ReachList {
  items: ReachCard[]
}

export type Reached = "online" | "offline" | "unknown"

export interface Reader {
  agent: string
  read_at: number | null
}

export type Recipients = "agent" | "team" | "queue"

export interface RecordingCard {
  id: string
  interaction: string
  started_at: number
  seconds: number
  channels: number
}

export interface RecordingList {
  items: RecordingCard[]
}

export interface RecordingPage {
  items: FoundRecordingCard[]
  total: number
  page: number
  size: number
}

export type RecordingSort = "started_at" | "seconds" | "agent" | "queue" | "caller"

export interface RecoveryCodes {
  codes: string[]
}

export interface Rejoined {
  interaction: InteractionCard
}

export interface Revision {
  revision: number
}

export type Role_Input = "agent" | "supervisor" | "admin" | "auditor" | "service"

export interface RollBack {
  note?: string
}

export interface Saved {
  revision: number
  saved_at: number
  saved_by: string
  differs: boolean
  faults: FaultCard[]
}

export interface SavedDraft {
  revision: number
  flow: Record<string, unknown>
  layout?: Layout
}

export type SecondFactor = "optional" | "staff" | "everyone"

export interface SentBroadcast {
  id: string
  sender: string
  recipients: Recipients
  recipients_id: string
  text: string
  sent_at: number
  readers: Reader[]
}

export interface SentBroadcasts {
  items: SentBroadcast[]
}

export interface Server {
  id: string
  name: string
  lacks: string[]
}

export interface SessionCard {
  user: string
  role: ari_app__storage__choices__Role
  csrf: string
  limited: boolean
}

export interface SessionList {
  items: MySession[]
}

export interface SessionsOf {
  items: OpenSession[]
}

export interface SetUp {
  link: string
  name?: string | null
  password: string
  code?: string | null
}

export interface SetUpLink {
  link: string
  expires_at: number
}

export interface SettingCard {
  name: string
  title: string
  help: string
  secret: boolean
  required: boolean
  default: string
  pattern: string
  choices: string[]
}

export interface SettingsCard {
  second_factor?: SecondFactor
  dialable?: string[]
  keep_recordings?: number | null
  keep_voicemails?: number | null
  version: number
  changed_at: number | null
  changed_by: string
  fixed: FixedSetting[]
}

export interface SettingsChange {
  second_factor?: SecondFactor
  dialable?: string[]
  keep_recordings?: number | null
  keep_voicemails?: number | null
  version: number
}

export interface Shown {
  password?: string | null
  code?: string | null
}

export interface SimulationCard {
  id: string
  lines: TranscriptLine[]
  node: string
  variables: Record<string, string | number | boolean>
  now: number
  over: boolean
  listens_for: string[]
  listens: boolean
  records: boolean
  queue: string | null
  goes_on_at: number | null
}

export interface SkillChange {
  name: string
  version: number
}

export interface SkillSetUp {
  id: string
  version: number
  changed_at: number | null
  changed_by: string
  used_by: Use[]
  name: string
}

export interface SkillSetUpPage {
  items: SkillSetUp[]
  total: number
  page: number
  size: number
}

export interface SpokenAnswer {
  id: string
  lines: TranscriptLine[]
  node: string
  variables: Record<string, string | number | boolean>
  now: number
  over: boolean
  listens_for: string[]
  listens: boolean
  records: boolean
  queue: string | null
  goes_on_at: number | null
  heard: string | null
  confidence: number
}

export type Subject = "agent" | "queue"

export type SupervisionMode = "listen" | "whisper" | "barge"

export interface TeamChange {
  name: string
  version: number
}

export interface TeamSetUp {
  id: string
  version: number
  changed_at: number | null
  changed_by: string
  used_by: Use[]
  name: string
}

export interface TeamSetUpPage {
  items: TeamSetUp[]
  total: number
  page: number
  size: number
}

export interface Template {
  name: string
  language: string
  values?: string[] | Record<string, unknown>
}

export interface TemplateCard {
  id: string
  name: string
  nodes: number
}

export interface TextAccountCard {
  id: string
  channel: string
  name: string
  address: string
  media_type: MediaType
  synchronous: boolean
  text_limit: number
  html: boolean
  subject: boolean
  copies: boolean
  window: number | null
  templates: boolean
  files: FilesCard | null
  choices: number
  typing: boolean
  starts: boolean
}

export interface ThreadCard {
  id: string
  account: TextAccountCard | null
  address: string
  topic: string
  name: string
  subject: string
  language: string
  customer: string | null
  interaction: string | null
  agent: string | null
  queue: string | null
  created_at: number
  last_in_at: number | null
  last_out_at: number | null
  read_at: number | null
  context: Record<string, unknown>
}

export interface ThresholdCard {
  measure: Measure
  subject: Subject
  amber: number | null
  red: number | null
}

export interface ThresholdList {
  items: ThresholdCard[]
}

export interface Timeline {
  items: PastCard[]
  next: string | null
}

export interface To {
  to: Whom
}

export interface TokenCard {
  id: string
  label: string
  role: ari_app__storage__choices__Role
  created_at: number
  expires_at: number | null
  last_used_at: number | null
}

export interface TokenDraft {
  label: string
  days?: number | null
}

export interface TokenList {
  items: TokenCard[]
}

export interface TokenMade {
  token: TokenOf
  secret: string
}

export interface TokenOf {
  id: string
  label: string
  role: ari_app__storage__choices__Role
  created_at: number
  expires_at: number | null
  last_used_at: number | null
}

export interface TokensOf {
  items: TokenOf[]
}

export interface TranscriptLine {
  kind: ivr__simulator__Kind
  text: string
  node: string
  exit: string
  target: string
  recording: string
}

export interface Trial {
  works: boolean
  says: string
}

export interface TrunkChange {
  kind?: TrunkKind
  address?: string | null
  addresses?: string[]
  server?: string | null
  username?: string | null
  password?: string | null
  version: number
}

export type TrunkKind = "trunk_ip" | "trunk_registering"

export interface TrunkSetUp {
  id: string
  version: number
  changed_at: number | null
  changed_by: string
  used_by: Use[]
  kind?: TrunkKind
  address?: string | null
  addresses?: string[]
  server?: string | null
  username?: string | null
  has_password: boolean
}

export interface TrunkSetUpPage {
  items: TrunkSetUp[]
  total: number
  page: number
  size: number
}

export interface Until {
  until?: number | null
}

export interface Use {
  kind: ari_app__administration__things__Kind
  id: string
  name: string
}

export interface UserCard {
  role?: ari_app__storage__choices__Role
  agent?: string | null
  teams?: string[] | null
  queues?: string[] | null
  id: string
  name: string
  version: number
  changed_at: number | null
  changed_by: string
  created_at: number
  disabled_at: number | null
  sign_in: boolean
  second_factor: boolean
}

export interface UserChange {
  role?: Role_Input
  agent?: string | null
  teams?: string[] | null
  queues?: string[] | null
  version: number
  disabled?: boolean
}

export interface UserPage {
  items: UserCard[]
  total: number
  page: number
  size: number
}

export interface VerdictCard {
  ok: boolean
  rows: number
  first_broken: number | null
  why: string
  head: string
}

export interface VersionCard {
  version: string
  at: number
  by: string
  note: string
  answers: boolean
}

export interface VersionDetail {
  version: string
  flow: Record<string, unknown>
}

export interface VersionList {
  items: VersionCard[]
}

export interface VoicemailCard {
  id: string
  interaction: string
  mailbox: string
  seconds: number
  created_at: number
  heard_at: number | null
}

export interface VoicemailPage {
  items: FoundVoicemailCard[]
  total: number
  page: number
  size: number
}

export interface VoicemailPeaks {
  low: number[]
  high: number[]
}

export type VoicemailSort = "created_at" | "seconds" | "mailbox" | "caller"

export interface WaitingList {
  items: InteractionCard[]
}

export interface WantedDevice {
  device: Device
}

export interface WantedState {
  state: Wish
  reason?: string
}

export interface WantedToken {
  label: string
  role?: Role_Input | null
  days?: number | null
}

export interface Ways {
  openid: string | null
}

export interface Whisper {
  client_id: string
  text: string
}

export interface WholeCustomer {
  id: string
  name: string
  organisation: string
  language: string
  identities: KnownIdentity[]
  created_at: number
  changed_at: number
  interactions: number
  last_at: number | null
}

export interface Whom {
  agent?: string | null
  queue?: string | null
  number?: string | null
}

export interface Whose {
  customer: string
}

export type Why = "rings" | "queue_unknown" | "for_one_agent" | "nobody_serves" | "nobody_skilled" | "nobody_here" | "all_full" | "all_busy" | "held"

export type Wish = "available" | "away" | "signed_out"

export interface WrapUpCard {
  interaction: string
  agent: string
  code: string | null
  note: string
  chosen: boolean
  at: number
}

export interface WrapUpChoice {
  code: string | null
  note?: string
}

export interface WrapUpCode {
  id: string
  name: string
}

export interface WrapUpCodeChange {
  name: string
  version: number
}

export interface WrapUpCodeSetUp {
  id: string
  version: number
  changed_at: number | null
  changed_by: string
  used_by: Use[]
  name: string
}

export interface WrapUpCodeSetUpPage {
  items: WrapUpCodeSetUp[]
  total: number
  page: number
  size: number
}

export interface WrapUpCodes {
  items: WrapUpCode[]
}

export type WrapUpMode = "optional" | "until_done" | "timed" | "timed_full"

export interface WritingCard {
  state: Going
  until: number | null
  last_in_at: number | null
  last_out_at: number | null
  window_until: number | null
  helpers: string[]
  exceeding: boolean
  interrupted: boolean
}

export interface Written {
  text: string
}

export type ari_app__administration__things__Kind = "agent" | "team" | "skill" | "queue" | "calendar" | "wrap-up code" | "number" | "phone" | "trunk" | "flow" | "user" | "canned reply" | "account"

export type ari_app__conversation__talk__Role = "consult" | "conference" | "supervisor" | "transfer"

export type ari_app__storage__choices__Role = "agent" | "supervisor" | "admin" | "auditor" | "service"

export type ari_app__storage__pages__Sort = "created_at" | "queued_at" | "ended_at"

export type ivr__simulator__Kind = "flow" | "caller" | "step" | "world" | "hint"

export interface workspace_web__api__accounts__TemplateList {
  items: MessageTemplate[]
}

export type workspace_web__api__customers__Sort = "name" | "organisation" | "created_at" | "changed_at"

export interface workspace_web__api__drafts__DraftCard {
  text?: string
  extra?: Record<string, unknown>
  thread: string
  at: number
}

export interface workspace_web__api__flow_shapes__DraftCard {
  revision: number
  saved_at: number
  saved_by: string
}

export interface workspace_web__api__flows__TemplateList {
  items: TemplateCard[]
}

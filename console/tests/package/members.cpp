// Every struct of the public headers, made as a host makes it: with some of its members. Each member has a default, so
// that a host's -Wmissing-field-initializers names none. test_pkg_config.py compiles this file, and compares it with
// the headers.
#include <gimbal/console/python/awaitable.h>
#include <gimbal/console/python/bind.h>
#include <gimbal/console/python/ui_call.h>

#include <gimbal/console/call/timer.h>
#include <gimbal/console/cells.h>
#include <gimbal/console/clipboard.h>
#include <gimbal/console/code_part.h>
#include <gimbal/console/conformance/conformance.h>
#include <gimbal/console/console_panel.h>
#include <gimbal/console/crash_report.h>
#include <gimbal/console/environment/describe_python.h>
#include <gimbal/console/fuzzy_match.h>
#include <gimbal/console/glfw/key_layout.h>
#include <gimbal/console/headless.h>
#include <gimbal/console/imgui_compat.h>
#include <gimbal/console/interpreters/interpreter.h>
#include <gimbal/console/key_map.h>
#include <gimbal/console/line_span.h>
#include <gimbal/console/link/client.h>
#include <gimbal/console/link/server.h>
#include <gimbal/console/loop/run_and_wait.h>
#include <gimbal/console/prompt/console_model.h>
#include <gimbal/console/text_pane.h>

using namespace gimbal::console;

Extension extension{.name = "mine"};
RunInfo run_info{.id = 1};
EngineOptions engine_options{.wake = [] {}};
CellOptions cell_options{.console = 1};
ConsolePanelOptions panel_options{.console = 1};
TextPaneOptions pane_options{.editable = true};
conformance::Setup conformance_setup{.name = "host"};
conformance::Loop conformance_loop{.draw = [] {}};
PumpHooks hooks{.ui = nullptr};
HeadlessJob job{.what = "script.py"};
Clipboard clipboard{.set = [](std::string) {}};
TextureMaker textures{.make = {}};
PanelStyle style{.scale = 1};
Palette palette{.text = 0};
GlyphPicture glyph{.width = 1};

EngineReady ready{.executable = "python"};
EngineFailed engine_failed{.why = ""};
RunQueued queued{.run = 1};
RunEnded ended{.run = 1};
RunRemoved removed{.run = 1};
RunStopping stopping{.run = 1};
Progress progress{.run = 1};
InputRequested requested{.run = 1};
InputDone input_done{.run = 1};
OutputText output{.block = nullptr};
TextPiece piece{.run = 1};
LongResult long_result{.run = 1};
Picture picture{.run = 1};
Completion completion{.text = "name"};
CompletionList completions{.request = 1};
CallTip tip{.request = 1};
Documentation documentation{.request = 1};
Variable variable{.name = "name"};
VariableList variables{.request = 1};
BackgroundTasks tasks{.count = 1};
QuitRequested quit{.exit_code = 1};
HandlerRunning handler_running{.seconds = 1};
HandlerEnded handler_ended{.name = "name"};
TracebackFrame frame{.line = 1};
UiFunction ui_function{.function = nullptr};
Traceback traceback{.type = "ValueError"};

RunStatus status{.id = 1};
RunResult result{.exit_code = 0};
Pumped pumped{.has_more = true};
CrashedCode code{.line = 1};
CrashReport report{.file = "file"};
CodePart part{.source = "1"};
LineSpan span{.first = 1};
Rect rect{.x = 1};
bind::Range bind_range{.low = 1};
bind::Returns returns{.doc = ""};
bind::Raises raises{.type = "ValueError"};
bind::PositionalOnly positional_only{};
bind::KeywordOnly keyword_only{};
bind::InModule in_module{.module = nullptr};
EvalOptions eval_options{.where = Where::here};
AwaitableOptions<int> awaitable_options{.raise = nullptr};
UiCallOptions ui_call_options{.policy = UiPolicy::post};
TimerOptions timer_options{.name = "name"};
InterpreterConfig interpreter_config{.name = "worker"};
VirtualEnvironment environment{.folder = "folder"};
NamedEnvironment named_environment{.by = "VIRTUAL_ENV"};
EnvironmentChoice environment_choice{.problem = ""};
PythonDescription description{.version = "3.11.2"};

PanelRow panel_row{.text = ""};
ConsoleTab tab{.news = true};
TabAction tab_action{.tab = 1};
InputEvent input_event{.code = 1};
LaidOutKey laid_out{.code = 1};
FuzzyMatch fuzzy{.fit = Fit::prefix};
KeyBinding binding{.key = 1};
KeyMatch match{.extend = true};
StyledText styled{.rgb = 1};
ModelPosition position{.line = 1};
Cluster cluster{.bytes = 1};
CodePoint point{.bytes = 1};
gimbal::compat::FieldClipboard field_clipboard{.get = nullptr};
ConsoleModel::Options model_options{.history_file = "file"};

link::ArrayLayout array_layout{.shape = {3}};
link::Mesh link_mesh{.positions = {}};
link::Error link_error{.message = ""};
link::Reply link_reply{1};
link::Snapshot snapshot{.name = "wave"};
link::StreamInfo stream_info{.name = "wave"};
link::Progress link_progress{.text = ""};
link::CallOptions call_options{.arrays = {}};
link::PeerInfo peer_info{.id = 1};
link::UpdateOptions update_options{.frame = 1};
link::ShareOptions share_options{.slots = 2};
link::Limits link_limits{.connections = 1};
link::Permissions link_permissions{.evaluate = true};
link::Event link_event{.name = "saved"};
link::Handlers link_handlers{.call = {}};
link::ClientOptions client_options{.name = "client"};
link::ServerOptions server_options{.name = "server"};

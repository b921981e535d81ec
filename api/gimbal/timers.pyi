# The types of gimbal.timers, for editors. The documentation is in the module.
from gimbal_console.timers import Timer as Timer
from gimbal_console.timers import active as active
from gimbal_console.timers import call_later as call_later
from gimbal_console.timers import call_soon as call_soon
from gimbal_console.timers import cancel_of as cancel_of
from gimbal_console.timers import every as every

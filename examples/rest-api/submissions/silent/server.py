print("this program is no server")
